"""The height of charts that grow with their rows.

The server says it, and the page keeps that room (`ui/components/chart.html`) before anything is drawn: a chart is drawn
only when it comes into sight, and what stands under it must not move then.
"""

AXIS = 28
ROW = 36
NARROW_ROW = 52
REMARK_LINE = 18
STEP = 46

Height = dict[str, int]


def bars_height(bars: int) -> Height:
    """For so many bars: the same at every width."""
    return _same(bars * ROW + AXIS + 8)


def rows_height(rows: int, *, has_line_label: bool, has_remarks: bool) -> Height:
    """For so many estimates. Where the page is narrow, words stand above their lines, and a remark below."""
    edges = AXIS + (28 if has_line_label else 8)
    narrow_row = NARROW_ROW + (REMARK_LINE if has_remarks else 0)
    return {"wide": rows * ROW + edges, "narrow": rows * narrow_row + edges}


def ways_height(steps: int) -> Height:
    """For so many steps under one another."""
    return _same(steps * STEP + 16)


def _same(height: int) -> Height:
    return {"wide": height, "narrow": height}
