"""Everything that people see around and inside a page: the shell, the components, the lists, the charts, the registers.

How to write a page (more, with pictures of each component, at `/look` and in docs/contributing/pages.md):

    view      from colere.platform.ui.pages import render, redirect, toast
              render(request, "customers/customer_detail.html", {…}, fragment="customers/_notes.html")
    template  {% extends "ui/base.html" %}
              {% from "ui/components/page.html" import page_head %}
              {% block title %}{{ _("Customers") }}{% endblock %}
              {% block content %}{{ page_head(_("Customers"), news=news) }} … {% endblock %}
    lists     subclass `colere.platform.ui.tables.Table`; the view is one line
    charts    `colere.platform.ui.charts.ControlChart | Bars | Multiples`, drawn by `ui/components/chart.html`
    stories   `colere.platform.ui.timeline.read_story(actor, "customer:5")`, drawn by `ui/components/timeline.html`
    plug-ins  `colere.platform.ui.registry`: register_nav, register_today, register_first_step, register_command,
              register_quick_action, register_panel, register_timeline (from a domain's `extensions.py`)

Components (macros) by file in `ui/components/`:

    page      page_head, section_head, tabs, button, menu
    card      card, columns, facts, lines, line, quote
    table     table_view, table_results
    form      form, fields, field, field_row, form_buttons, post_button
    marks     badge, mark, avatar, progress
    states    empty, note, live
    measure   measure, measures, interval
    chart     control_chart, bars, multiples, data_table
    timeline  timeline

Globals: url, static, icon, allows, actor, account, request, csrf_input, figure_words, interval_words.
Filters: ago, day, clock, exact, number, percent, duration.
There is no inline script and no style attribute anywhere: the content policy forbids both.
"""
