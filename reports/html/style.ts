/** The page's style sheet: one column, for light and dark, wide and narrow, screen and paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --ink: #20242a; --soft: #5d6570; --line: #e2dfd7; --track: #efece4;
  --good: #23694a; --good-wash: #e7f1ea; --bad: #a8322a; --bad-wash: #f9e9e6; --open: #7d5a00; --open-wash: #f8efd9;
  --phase: #7c93a8; --drain: #cfd8df; --fault: #b8743a; --alarm: #b23b3b; --reconcile: #2f7d6b; --mark: #6d5a9c;
  --serif: Charter, 'Bitstream Charter', 'Sitka Text', Cambria, Georgia, serif;
  --sans: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15181c; --ink: #e4e6e8; --soft: #9aa3ad; --line: #2e343c; --track: #262b32;
    --good: #7cc79d; --good-wash: #1b2d25; --bad: #f0938a; --bad-wash: #382220; --open: #e0b95a; --open-wash: #332b18;
    --phase: #6d8499; --drain: #3b4651; --fault: #d0935c; --alarm: #e07b73; --reconcile: #5fb5a0; --mark: #a795d6;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.6 var(--sans);
  font-variant-numeric: tabular-nums lining-nums; text-rendering: optimizeLegibility; overflow-wrap: break-word;
}
main, header, footer { max-width: 60rem; margin: 0 auto; padding: 0 1.5rem; }
header { padding-top: 3.5rem; }
section { margin: 4rem 0 0; }
h1, h2, h3 { font-family: var(--serif); line-height: 1.2; font-weight: 600; text-wrap: balance; }
h1 { font-size: 2.5rem; letter-spacing: -0.015em; margin: 0.35rem 0 0.75rem; }
h2 { font-size: 1.5rem; letter-spacing: -0.005em; margin: 0 0 0.4rem; }
h3 { font-size: 1.075rem; margin: 0; }
p { margin: 0 0 0.75rem; max-width: 42rem; }
code, .mono { font-family: var(--mono); font-size: 0.86em; overflow-wrap: anywhere; }
td .mono { width: max-content; max-width: min(26ch, 100%); overflow-wrap: break-word; }
.eyebrow, .soft, figcaption, caption { color: var(--soft); }
.eyebrow { font-size: 0.875rem; margin: 0; }
.small { font-size: 0.875rem; } .scroll + .small { margin-top: 0.75rem; }
.lead { color: var(--soft); }
.hypothesis { font: italic 1.1875rem/1.55 var(--serif); color: var(--ink); margin: 0 0 2rem; max-width: 44rem; }
.verdict { border-left: 4px solid; border-radius: 3px; padding: 1.25rem 1.5rem; }
.verdict strong { display: block; font: 600 1.75rem/1.2 var(--serif); margin-bottom: 0.35rem; }
.verdict ul { margin: 0.75rem 0 0; padding-left: 1.15rem; }
.verdict li + li { margin-top: 0.3rem; }
.verdict p:last-child, .verdict li { margin-bottom: 0; }
.good { color: var(--good); } .bad { color: var(--bad); } .open { color: var(--open); }
.verdict.good { background: var(--good-wash); border-color: var(--good); }
.verdict.bad { background: var(--bad-wash); border-color: var(--bad); }
.verdict.open { background: var(--open-wash); border-color: var(--open); }
.verdict p, .verdict ul { color: var(--ink); }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.75rem, 1fr)); gap: 1.5rem 1rem; margin: 2.25rem 0 0; }
.figures div { display: flex; flex-direction: column; justify-content: space-between; border-top: 1px solid var(--line); padding-top: 0.6rem; }
.figures dt { color: var(--soft); font-size: 0.8125rem; line-height: 1.35; }
.figures dd { margin: 0.1rem 0 0; font: 500 1.5rem/1.25 var(--serif); font-variant-numeric: tabular-nums lining-nums; }
figure { margin: 1.25rem 0 0; }
figcaption { font-size: 0.875rem; margin-top: 0.75rem; max-width: 44rem; }
svg { display: block; width: 100%; overflow: visible; }
svg text { font-family: var(--sans); fill: var(--ink); font-size: 12.5px; font-variant-numeric: tabular-nums; }
svg text.dim { fill: var(--soft); font-size: 11.5px; }
svg text { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
svg .name { font-weight: 600; }
svg .track { fill: var(--track); } svg .grid { stroke: var(--line); stroke-width: 1; }
svg .phase { fill: var(--phase); } svg .drain { fill: var(--drain); } svg .fault { fill: var(--fault); }
svg .alarm { fill: var(--alarm); } svg .reconcile { fill: var(--reconcile); }
svg .hit { stroke: var(--paper); stroke-opacity: 0.75; stroke-width: 1; } svg .mark { fill: var(--mark); }
.timeline { position: relative; padding-top: 40px; }
.timeline .gridlines { position: absolute; inset: 0; height: 100%; }
.timeline ol { position: relative; list-style: none; margin: 0; padding: 8px 0 4px; }
.timeline li + li { margin-top: 0.7rem; }
.timeline .label { display: block; font-size: 0.8125rem; line-height: 1.35; margin-bottom: 0.3rem; color: var(--soft); }
.timeline .label strong { color: var(--ink); font-weight: 600; margin-right: 0.35rem; }
svg.map { width: auto; overflow: visible; } svg.map text { font-size: 11px; stroke: none; }
svg .edge { fill: none; stroke: var(--line); } svg .edge.bad { stroke: var(--bad); }
svg .node rect { fill: var(--track); stroke: var(--soft); stroke-width: 1; } svg .node.bad rect { stroke: var(--bad); stroke-width: 2; fill: var(--bad-wash); }
svg .node.function rect { fill: var(--paper); } svg .node.queue rect { stroke-dasharray: 4 2; }
.waterfall { list-style: none; margin: 0.75rem 0 0; padding: 0; } .waterfall li + li { margin-top: 0.3rem; }
.waterfall .label { display: block; font-size: 0.8125rem; line-height: 1.35; color: var(--soft); overflow-wrap: anywhere; }
.waterfall .label strong { color: var(--ink); font-weight: 500; } .waterfall .bad strong { color: var(--bad); }
.waterfall rect { fill: var(--phase); } .waterfall rect.track { fill: var(--track); } .waterfall rect.client { fill: var(--drain); }
.waterfall rect.internal { fill: var(--reconcile); } .waterfall rect.failed { fill: var(--bad); }
svg .area { fill: var(--phase); fill-opacity: 0.18; stroke: none; }
svg .curve { fill: none; stroke: var(--phase); stroke-width: 2; vector-effect: non-scaling-stroke; stroke-linejoin: round; }
svg .band { fill: var(--fault); fill-opacity: 0.14; }
svg .curve.rate, svg .curve.p50 { stroke: var(--phase); } svg .curve.errors { stroke: var(--bad); }
svg .curve.p95 { stroke: var(--mark); } svg .curve.p99 { stroke: var(--ink); stroke-width: 1.25; }
.chart + .chart { margin-top: 1rem; }
.chart-title { display: flex; flex-wrap: wrap; gap: 0.15rem 1.5rem; align-items: baseline; margin: 0 0 0.5rem; max-width: none; }
.chart-title strong { color: var(--ink); }
.key i { display: inline-block; width: 1.25rem; border-top: 2px solid var(--phase); vertical-align: middle; margin-right: 0.15rem; }
.key .p95 { border-color: var(--mark); } .key .p99 { border-color: var(--ink); }
svg .drift .area { fill: var(--mark); } svg .drift .curve { stroke: var(--mark); }
.contents { max-width: 60rem; margin: 2.25rem auto 0; padding: 0 1.5rem; font-size: 0.875rem; }
.contents ul { display: flex; flex-wrap: wrap; gap: 0.35rem 1.25rem; list-style: none; margin: 0; padding: 0.75rem 0; border-block: 1px solid var(--line); }
.contents a { text-decoration-color: var(--line); text-underline-offset: 0.25em; }
.next { margin-top: 1rem; } .next h2 { font: 600 0.9375rem/1.4 var(--sans); margin: 0 0 0.3rem; color: var(--ink); }
.next ol { margin: 0; padding-left: 1.3rem; color: var(--ink); } .next li + li { margin-top: 0.25rem; }
.scroll { overflow-x: auto; margin: 1rem 0 0; }
table { border-collapse: collapse; width: 100%; font-size: 0.9063rem; line-height: 1.45; }
caption { text-align: left; font-size: 0.875rem; padding-bottom: 0.5rem; }
th, td { text-align: left; vertical-align: top; padding: 0.5rem 1.1rem 0.5rem 0; border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 500; font-size: 0.8125rem; vertical-align: bottom; white-space: nowrap; }
tbody th { font-weight: 500; }
.number { text-align: right; white-space: nowrap; }
th:last-child, td:last-child { padding-right: 0; }
.bar { display: block; height: 0.5rem; min-width: 7rem; margin-top: 0.45rem; border-radius: 2px; background: var(--track); overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--good); } .bar.over i { background: var(--bad); }
.checks { list-style: none; margin: 1.25rem 0 0; padding: 0; border-top: 1px solid var(--line); }
.checks > li { display: grid; grid-template-columns: 6.5rem 1fr; gap: 0 1rem; padding: 0.9rem 0; border-bottom: 1px solid var(--line); }
.checks .result { font-weight: 600; font-size: 0.875rem; line-height: 1.6; white-space: nowrap; }
.checks p { margin: 0.15rem 0 0; }
details { margin-top: 0.5rem; } summary { cursor: pointer; color: var(--soft); font-size: 0.875rem; }
.evidence { margin: 0.5rem 0 0; padding: 0; list-style: none; font: 0.8125rem/1.6 var(--mono); overflow-wrap: anywhere; }
.evidence li { padding-left: 1rem; text-indent: -1rem; }
.checks h3 code { font-weight: 400; font-size: 0.8125rem; white-space: nowrap; }
.checks .asks { color: var(--soft); font-size: 0.875rem; }
.ids { columns: 15rem; column-gap: 1.5rem; list-style: none; margin: 0.5rem 0 0; padding: 0; font: 0.8125rem/1.7 var(--mono); overflow-wrap: anywhere; }
.series { list-style: none; margin: 1.25rem 0 0; padding: 0; border-top: 1px solid var(--line); }
.series > li { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1.2fr); gap: 0.5rem 2rem; padding: 0.9rem 0; border-bottom: 1px solid var(--line); }
.series h3 code { font-weight: 400; font-size: 0.8125rem; } .series p { margin: 0.15rem 0 0; }
.squares { display: flex; flex-wrap: wrap; gap: 4px; }
.squares a { width: 20px; height: 20px; border-radius: 3px; font-size: 0.75rem; line-height: 20px; text-align: center; text-decoration: none; }
.squares .good { background: var(--good-wash); } .squares .bad { background: var(--bad-wash); } .squares .open { background: var(--open-wash); }
.spark { display: flex; flex-wrap: wrap; gap: 0.35rem 0.9rem; align-items: end; margin-top: 0.5rem; } .spark svg { width: auto; flex: none; max-width: 100%; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.line { white-space: nowrap; } h2 + div > h3 { margin-top: 0.9rem; }
.plain { margin: 0.35rem 0 0; padding-left: 1.15rem; }
.words { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(24rem, 100%), 1fr)); gap: 0.75rem 3rem; margin: 1rem 0 0; font-size: 0.9063rem; }
.words dt { font-weight: 600; } .words dd { margin: 0; color: var(--soft); }
.traces { margin-top: 1.25rem; border-top: 1px solid var(--line); }
.story { margin: 0; padding: 0.45rem 0; border-bottom: 1px solid var(--line); }
.story summary { color: var(--ink); } .story .gist { color: var(--soft); margin-left: 0.75rem; }
.story div:target { outline: 2px solid var(--mark); outline-offset: 6px; border-radius: 3px; }
.asked { margin: 0.5rem 0 0; font-size: 0.8125rem; }
.trace { list-style: none; margin: 0.75rem 0 0; padding: 0; font-size: 0.9063rem; }
.trace li { display: grid; grid-template-columns: 4.75rem 0.75rem minmax(0, 1fr); gap: 0 0.6rem; padding: 0.2rem 0; align-items: baseline; }
.trace .after { color: var(--soft); text-align: right; font-size: 0.8125rem; }
.trace .dot { width: 0.5rem; height: 0.5rem; border-radius: 50%; background: var(--phase); }
.trace .answer .dot, .trace .request .dot { background: none; box-shadow: inset 0 0 0 2px var(--soft); } .trace .drift .dot { background: var(--mark); }
.trace .fault .dot { border-radius: 0; transform: rotate(45deg); background: var(--fault); }
.trace .who { color: var(--soft); }
pre { font: 0.8438rem/1.6 var(--mono); background: var(--track); border-radius: 3px; padding: 0.9rem 1.1rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: 1rem 0; }
footer { margin-top: 4rem; padding-bottom: 3rem; color: var(--soft); font-size: 0.8125rem; }
footer p { border-top: 1px solid var(--line); padding-top: 1rem; max-width: none; }
a { color: inherit; }
@media (max-width: 40rem) {
  main, header, footer, .contents { padding-left: 1.1rem; padding-right: 1.1rem; }
  header { padding-top: 2rem; } h1 { font-size: 1.875rem; } section { margin-top: 3rem; }
  .checks > li { grid-template-columns: 1fr; } .figures { grid-template-columns: 1fr 1fr; }
  .verdict { padding: 1rem 1.1rem; } .series > li { grid-template-columns: 1fr; }
  .stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .stack tr { display: block; padding: 0.6rem 0; border-bottom: 1px solid var(--line); }
  .stack th, .stack td { display: flex; justify-content: space-between; gap: 1.5rem; border: 0; padding: 0.1rem 0; text-align: right; white-space: normal; }
  .stack tbody th { text-align: left; font-weight: 600; }
  .stack td::before { content: attr(data-label); color: var(--soft); text-align: left; flex: none; }
  .stack td > * { min-width: 0; }
}
.gaps { margin-top: 3rem; } .reconcile + .reconcile { margin-top: 2.5rem; }
@media print {
  :root { color-scheme: light; --paper: #fff; }
  body { font-size: 10.5pt; } header { padding-top: 0; } section { margin-top: 2rem; }
  figure, .checks > li, tr { break-inside: avoid; } .contents { display: none; } h2 { break-after: avoid; }
  .scroll { overflow: visible; } svg.map { width: 100%; min-width: 0 !important; height: auto; }
  svg, .bar, .verdict { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
