"""The pages of themes: all of them (`themes`), one (`detail`, `talks`), and what people decide (`tending`)."""
