"""What may be asked: what customers said that no theme has yet (`unread`), the themes and what people decided about
them (`known`), what was found about them (`counting`, `kept`), and the words behind them (`quotes`, `story`).
"""
