# SPDX-License-Identifier: Apache-2.0
"""Small plots as SVG text: bars with their ranges. Readable on light and on dark paper."""

from xml.sax.saxutils import escape

STYLE = """\
  <style>
    text { font: 12px sans-serif; fill: #24292f; }
    .title { font-size: 14px; font-weight: bold; }
    .note { fill: #57606a; }
    .grid { stroke: #d0d7de; stroke-width: 1; }
    .bar { fill: #0969da; }
    .peer { fill: #8c959f; }
    .range { stroke: #24292f; stroke-width: 1.5; }
    @media (prefers-color-scheme: dark) {
      text { fill: #e6edf3; }
      .note { fill: #9198a1; }
      .grid { stroke: #3d444d; }
      .bar { fill: #4493f8; }
      .peer { fill: #656c76; }
      .range { stroke: #e6edf3; }
    }
  </style>"""
WIDTH, ROW, TOP, RIGHT, BOTTOM = 720, 26, 44, 90, 34


def tick_step(largest, ticks=5):
    """A round distance (1, 2 or 5 times a power of ten) that gives at most `ticks` steps up to `largest`."""
    step = 1e-6
    while True:
        for factor in (1, 2, 5):
            if largest <= ticks * step * factor:
                return step * factor
        step *= 10


def number(value):
    """As short as it can be told: 350k, 1.5M, 12, 3.8."""
    for unit, name in ((1e6, "M"), (1e3, "k")):
        if value >= unit:
            return f"{value / unit:.3g}{name}"
    return f"{value:.3g}"


def bars(title, unit, rows):
    """`rows`: (label, median, lowest, highest, css class). The SVG's text."""
    left = 20 + 7 * max(len(label) for label, *_ in rows)
    height = TOP + ROW * len(rows) + BOTTOM
    largest = max(high for _, _, _, high, _ in rows) or 1
    step = tick_step(largest)
    scale = (WIDTH - left - RIGHT) / largest
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" '
             f'viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(title)}">', STYLE,
             f'  <text class="title" x="12" y="22">{escape(title)}</text>']
    bottom = TOP + ROW * len(rows)
    for index in range(int(largest / step + 1e-9) + 1):
        x = left + index * step * scale
        parts.append(f'  <line class="grid" x1="{x:.1f}" y1="{TOP - 6}" x2="{x:.1f}" y2="{bottom}"/>')
        parts.append(f'  <text class="note" x="{x:.1f}" y="{bottom + 16}" text-anchor="middle">{number(index * step)}'
                     "</text>")
    parts.append(f'  <text class="note" x="{WIDTH - 12}" y="{bottom + 30}" text-anchor="end">{escape(unit)}</text>')
    for index, row in enumerate(rows):
        parts += _bar(row, left, TOP + ROW * index, scale)
    return "\n".join([*parts, "</svg>", ""])


def _bar(row, left, top, scale):
    label, middle, low, high, kind = row
    center = top + ROW / 2
    end = left + high * scale
    lines = [f'  <text x="{left - 8}" y="{center + 4:.1f}" text-anchor="end">{escape(label)}</text>',
             f'  <rect class="{kind}" x="{left}" y="{top + 4}" width="{middle * scale:.1f}" height="{ROW - 8}" rx="2"/>',
             f'  <text x="{end + 8:.1f}" y="{center + 4:.1f}">{number(middle)}</text>']
    if high > low:
        lines.append(f'  <line class="range" x1="{left + low * scale:.1f}" y1="{center}" x2="{end:.1f}" y2="{center}"/>')
    return lines
