/** Style sheet of the report: readable on a screen, dark or light, and on paper. */
export const STYLE = `
:root{--ink:#1c2430;--soft:#5b6675;--line:#dde2e9;--paper:#fff;--ref:#c3ccd8;--cur:#1f5fbf;--ok:#1b7f4d;--warn:#9a6400;--bad:#b3261e}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf2;--soft:#a3afbf;--line:#39424f;--paper:#161b22;--ref:#4c5868;--cur:#6ea8ff;--ok:#58c98d;--warn:#e0a743;--bad:#ff8a80}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:2rem 1.25rem;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1rem;font-weight:600;margin:0;color:var(--soft)}
h2{font-size:1.1rem;margin:2rem 0 .5rem}
p{margin:.35rem 0}
header{border-left:.35rem solid;padding-left:1.1rem}
header p{color:var(--ink)}
.verdict{font-size:1.75rem;line-height:1.25;font-weight:650}
header .verdict{color:inherit}
.advice{font-size:1.05rem;margin-top:.6rem}
.ok{color:var(--ok)}.warn{color:var(--warn)}.alert{color:var(--bad)}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(16.5rem,1fr));gap:1rem;margin:.5rem 0;padding:0;list-style:none}
.cards li{border:1px solid var(--line);border-radius:.6rem;padding:.8rem .9rem}
.cards li>span{font-size:.85rem}.cards p{margin:.15rem 0 .6rem}
.figures{display:flex;flex-wrap:wrap;gap:.5rem 2.5rem;margin:1.5rem 0;padding:0;list-style:none}
.figures b{display:block;font-size:1.25rem}
.figures span,.ends,small{color:var(--soft)}
.findings{padding-left:1.2rem}.findings li{margin:.25rem 0}
table{width:100%;border-collapse:collapse;font-size:.95rem}
th{text-align:left;font-weight:600;color:var(--soft);font-size:.85rem}
th,td{padding:.6rem .75rem .6rem 0;border-bottom:1px solid var(--line);vertical-align:top}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
td.chart{width:15.5rem;padding-left:.75rem}
svg{display:block;width:100%;max-width:17rem;height:4rem}
svg .ref{fill:var(--ref)}svg .cur{fill:var(--cur)}svg line{stroke:var(--line)}
.ends{display:flex;justify-content:space-between;gap:1rem;max-width:17rem;font-size:.75rem}
.key i{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 .9em}.key i:first-child{margin-left:0}
.was{background:var(--ref)}.is{background:var(--cur)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem;font-size:.9rem}dt{font-weight:600}dd{margin:0}
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--ref:#c8c8c8;--cur:#1f5fbf;--ok:#1b7f4d;--warn:#9a6400;--bad:#b3261e}body{max-width:none;padding:0;font-size:10.5pt}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}tr,.cards li,header{break-inside:avoid}h2{break-after:avoid}thead{display:table-header-group}}
`;
