/// The style sheet of the page: system fonts, one column that becomes two where there is room,
/// and colors for light and dark surroundings.
enum PageStyle {
    static let css = """
        :root { color-scheme: light dark; --page: #f6f6f3; --card: #ffffff; --ink: #1d2127; \
        --soft: #5d6570; --line: #e2e3df; --accent: #2464ab; --bad: #b3302f; }
        @media screen and (prefers-color-scheme: dark) { :root { --page: #121417; --card: #1b1e23; \
        --ink: #e9ebee; --soft: #a0a8b3; --line: #2c3037; --accent: #6fb0f5; --bad: #f58a86; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, \
        -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; \
        -webkit-text-size-adjust: 100%; }
        main { max-width: 1248px; margin: 0 auto; padding: 32px 24px 64px; }
        h1 { font-size: 24px; line-height: 1.3; font-weight: 650; letter-spacing: -0.01em; \
        margin: 0 0 8px; overflow-wrap: anywhere; }
        h2 { font-size: 18px; font-weight: 650; margin: 44px 0 14px; }
        h3 { font-size: 14px; font-weight: 650; margin: 0; }
        p { margin: 0; }
        .soft, figcaption p { color: var(--soft); }
        .lead { max-width: 100ch; margin-bottom: 14px; font-size: 13px; }
        .soft { overflow-wrap: anywhere; }
        dl.figures { display: grid; gap: 1px; margin: 24px 0 0; padding: 0; overflow: hidden; \
        grid-template-columns: repeat(auto-fill, minmax(190px, 1fr)); border-radius: 10px; \
        border: 1px solid var(--line); background: var(--card); }
        dl.figures div { padding: 14px 16px; box-shadow: 1px 1px 0 var(--line); }
        dl.figures dt { color: var(--soft); font-size: 13px; }
        dl.figures dd { margin: 0; font-size: 20px; font-weight: 600; line-height: 1.35; \
        font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
        dl.figures dd small { display: block; font-size: 12.5px; font-weight: 400; \
        color: var(--soft); }
        dl.figures dd.long { font-size: 15px; line-height: 1.8; } \
        dl.figures dd.long small { line-height: 1.35; }
        dl.figures .bad small { color: var(--bad); }
        .grid { display: grid; gap: 16px; grid-template-columns: minmax(0, 1fr); }
        .multiples { display: grid; gap: 16px; \
        grid-template-columns: repeat(auto-fill, minmax(min(300px, 100%), 1fr)); }
        figure { margin: 0; padding: 18px 18px 12px; background: var(--card); \
        border: 1px solid var(--line); border-radius: 10px; min-width: 0; }
        figcaption { margin-bottom: 14px; font-size: 13px; max-width: 75ch; }
        figure svg { display: none; width: 100%; height: auto; }
        figure svg.any, figure svg.small { display: block; }
        .scroll { overflow-x: auto; margin-top: 16px; background: var(--card); \
        border: 1px solid var(--line); border-radius: 10px; }
        table { border-collapse: collapse; width: 100%; font-size: 13px; \
        font-variant-numeric: tabular-nums; }
        th, td { padding: 7px 16px; text-align: right; white-space: nowrap; \
        border-bottom: 1px solid var(--line); }
        th { font-weight: 600; color: var(--soft); }
        tbody tr:last-child th, tbody tr:last-child td { border-bottom: 0; }
        th.left, td.left { text-align: left; }
        tbody th { font-weight: 400; color: var(--ink); }
        tfoot th, tfoot td { border-top: 1px solid var(--line); border-bottom: 0; \
        font-weight: 600; color: var(--ink); }
        tfoot td.soft { font-weight: 400; }
        a { color: var(--accent); }
        code, pre, .name { font-family: ui-monospace, "SF Mono", Menlo, Consolas, \
        "DejaVu Sans Mono", monospace; font-size: 12.5px; }
        pre { margin: 0; padding: 16px 18px; line-height: 1.55; tab-size: 4; }
        .panel { background: var(--card); border: 1px solid var(--line); border-radius: 10px; \
        min-width: 0; overflow-x: auto; }
        .panel table th { white-space: normal; color: var(--soft); }
        .panel table td { white-space: normal; overflow-wrap: anywhere; }
        @media (min-width: 620px) { figure svg.small { display: none; } \
        figure svg.medium { display: block; } }
        @media (max-width: 619px) { main { padding: 20px 12px 40px; } h1 { font-size: 21px; } \
        dl.figures { grid-template-columns: repeat(2, minmax(0, 1fr)); } \
        dl.figures div { padding: 10px 12px; } dl.figures dd { font-size: 17px; } \
        dl.figures dd.long { font-size: 14px; } \
        th, td { padding: 6px 10px; } figure { padding: 14px 12px 8px; } }
        @media (min-width: 860px) { .grid { grid-template-columns: repeat(2, minmax(0, 1fr)); } \
        .grid .wide { grid-column: 1 / -1; } figure.wide svg.medium { display: none; } \
        figure.wide svg.broad { display: block; } }
        @media (min-width: 860px) and (max-width: 1099px) { \
        figure:not(.wide) svg.medium { display: none; } \
        figure:not(.wide) svg.small { display: block; } }
        @media (min-width: 1100px) { figure.wide svg.broad { display: none; } \
        figure.wide svg.large { display: block; } }
        @media print { :root { color-scheme: light; --page: #ffffff; } \
        main { max-width: none; padding: 0; } figure, tr, dl.figures div { break-inside: avoid; } \
        h2 { break-after: avoid; } .scroll, .panel { overflow: visible; } \
        th, td { padding: 4px 6px; white-space: normal; overflow-wrap: anywhere; } \
        pre { white-space: pre-wrap; overflow-wrap: anywhere; } }

        """
}
