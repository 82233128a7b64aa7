"""The growth as a drawing: bars on the terminal, and lines with logarithmic axes as SVG."""
import math
from xml.sax.saxutils import escape

COLOURS = ["#0b5fa5", "#555555", "#c2571a", "#2e7d32", "#8e24aa"]


def bars(title, series):
    """series: name -> { size: seconds }. The length is the logarithm: a tenfold number is as much longer everywhere."""
    values = [v for points in series.values() for v in points.values()]
    if not values:
        return
    low, high = math.log10(min(values)) - 0.3, math.log10(max(values))
    print(f"{title} (logarithmic: linear growth is the same step for each tenfold)")
    for name, points in series.items():
        for size, value in sorted(points.items()):
            length = max(1, round(40 * (math.log10(value) - low) / max(high - low, 0.1)))
            print(f"  {name:<26} {size:>5}  {'#' * length:<40} {value:9.2f} s")


def _axis(low, high, a, b):
    """Decades between two values as [(value, place)], and the function from a value to its place."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    last = max(last, first + 1)
    place = lambda v: a + (b - a) * (math.log10(v) - first) / (last - first)
    return [(10.0 ** d, place(10.0 ** d)) for d in range(first, last + 1)], place


def svg(path, title, series):
    sizes = [s for points in series.values() for s in points]
    values = [v for points in series.values() for v in points.values()]
    if not sizes:
        return
    ticks_x, x = _axis(min(sizes), max(sizes), 80, 560)
    ticks_y, y = _axis(min(values), max(values), 360, 50)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 420" font-family="sans-serif" font-size="13">',
           '<rect width="800" height="420" fill="white"/>', f'<text x="80" y="28" font-size="16">{escape(title)}</text>']
    for value, at in ticks_x:
        out.append(f'<path d="M{at:.1f} 50V360" stroke="#ddd"/><text x="{at:.1f}" y="380" text-anchor="middle">{value:g}</text>')
    for value, at in ticks_y:
        out.append(f'<path d="M80 {at:.1f}H560" stroke="#ddd"/><text x="72" y="{at + 4:.1f}" text-anchor="end">{value:g} s</text>')
    out.append('<text x="320" y="405" text-anchor="middle">switches</text>')
    for k, (name, points) in enumerate(series.items()):
        colour, path_points = COLOURS[k % len(COLOURS)], [(x(s), y(v)) for s, v in sorted(points.items())]
        out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in path_points)}"/>')
        out += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="4" fill="{colour}"/>' for a, b in path_points]
        out.append(f'<rect x="580" y="{60 + 24 * k}" width="14" height="4" fill="{colour}"/>'
                   f'<text x="600" y="{66 + 24 * k}">{escape(name)}</text>')
    with open(path, "w") as f:
        f.write("\n".join(out + ["</svg>"]) + "\n")
