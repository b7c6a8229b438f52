// Charts on screen, from the JSON beside them; the table behind each holds the same figures.
"use strict";

(() => {
  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const look = {
    ink: token("--ink"), muted: token("--muted"), line: token("--line"),
    main: token("--structure"), bar: token("--bar"), font: token("--font-sans"),
  };

  // The label keeps clear of the line of what is expected.
  const side = (chart, part, at) => {
    const other = chart.series.find((each) => each !== part);
    return other && part.values[at] < other.values[at] ? "bottom" : "top";
  };

  // Whether the label fits to the right of its point; if not, the figure alone stands at the point.
  const hasRoom = (chart, text, at, width) => {
    const free = (chart.labels.length - 1 - at) * ((width - 56) / Math.max(chart.labels.length - 1, 1));
    return free > text.length * 9;
  };

  const wording = (chart, part, at, width) => {
    if (hasRoom(chart, `${part.name} 00.0%`, at, width)) {
      return { align: "left", formatter: `${part.name} {c}${chart.unit}` };
    }
    return { formatter: `{c}${chart.unit}` };
  };

  const series = (chart, part, width) => {
    const isMain = part.style === "main";
    if (chart.kind === "bar") {
      return {
        name: part.name, type: "bar", data: part.values, itemStyle: { color: look.bar },
        barMaxWidth: 44, label: { show: true, position: "top", color: look.ink },
      };
    }
    const last = part.values.reduce((at, value, index) => (value === null ? at : index), -1);
    return {
      name: part.name, type: "line", connectNulls: false, symbol: "circle", symbolSize: 7,
      showAllSymbol: true, showSymbol: isMain, color: isMain ? look.main : look.muted,
      endLabel: {
        show: !isMain, formatter: part.name, color: look.muted, align: "right", offset: [0, -14],
      },
      lineStyle: isMain ? { width: 3 } : { width: 1.5, type: "dashed" },
      data: part.values.map((value, index) => ({
        value,
        label: {
          show: isMain && index === last, color: look.main, fontWeight: "bold", distance: 8,
          position: side(chart, part, index), ...wording(chart, part, index, width),
        },
      })),
    };
  };

  const options = (chart, width) => ({
    animation: false,
    textStyle: { fontFamily: look.font, color: look.ink },
    aria: { enabled: true, label: { description: chart.title } },
    grid: { left: 40, right: 24, top: 28, bottom: 28 },
    tooltip: {
      trigger: "axis", renderMode: "richText", confine: true,
      valueFormatter: (value) => (value === null || value === undefined ? "—" : `${value}${chart.unit}`),
    },
    xAxis: {
      type: "category", data: chart.labels, boundaryGap: chart.kind === "bar",
      axisTick: { show: false }, axisLine: { lineStyle: { color: look.line } },
      axisLabel: { color: look.muted },
    },
    yAxis: {
      type: "value", min: 0, max: chart.unit === "%" ? 100 : null, minInterval: 1,
      interval: chart.unit === "%" ? 50 : null,
      axisLabel: { color: look.muted }, splitLine: { lineStyle: { color: look.line } },
    },
    series: chart.series.map((part) => series(chart, part, width)),
  });

  // Parts of annual reports: several series, told apart by shade, by sign and by pattern.
  const SHADES = ["--structure", "--heat-4", "--line-strong", "--heat-3", "--ink", "--heat-2"].map(token);
  const SIGNS = ["circle", "rect", "triangle", "diamond", "emptyCircle", "emptyRect"];
  const DASHES = ["solid", "dashed", "dotted", [8, 3, 2, 3], [2, 6], [12, 4]];
  const inWords = (value, digits = 0) => (value === null || value === undefined
    ? "—" : value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: 2 }));

  const partSeries = (chart) => {
    const isLine = chart.shape === "line";
    const isOne = chart.series.length === 1;
    return chart.series.map((part, at) => ({
      name: part.name, type: isLine ? "line" : "bar", data: part.values, barMaxWidth: 36,
      color: isOne && !isLine ? look.bar : SHADES[at % SHADES.length],
      stack: chart.shape === "stacked" ? "all" : null, connectNulls: false,
      symbol: SIGNS[at % SIGNS.length], symbolSize: 8, showAllSymbol: true,
      lineStyle: { width: 2.5, type: DASHES[at % DASHES.length] },
      label: {
        show: isOne, color: look.ink, position: chart.shape === "shares" ? "right" : "top",
        formatter: ({ value }) => inWords(value, chart.digits),
      },
    }));
  };

  // Names beside bars may take up to two fifths of the width, and go on in a second line.
  const partOptions = (chart, width) => {
    const isAcross = chart.shape === "shares";
    const hasLegend = chart.series.length > 1;
    const names = {
      type: "category", data: chart.labels, inverse: isAcross, axisTick: { show: false },
      boundaryGap: true, axisLine: { lineStyle: { color: look.line } },
      axisLabel: {
        color: look.muted, hideOverlap: !isAcross, interval: isAcross ? 0 : "auto",
        ...(isAcross ? { width: width * 0.36, overflow: "break" } : {}),
      },
    };
    const values = {
      type: "value", splitLine: { show: !isAcross, lineStyle: { color: look.line } },
      axisLabel: { show: !isAcross, color: look.muted, formatter: (value) => inWords(value) },
    };
    return {
      animation: false,
      textStyle: { fontFamily: look.font, color: look.ink },
      aria: {
        enabled: true, label: { description: chart.title },
        decal: { show: chart.shape === "stacked" || (hasLegend && chart.shape === "bars") },
      },
      legend: { show: hasLegend, top: 0, left: 0, itemWidth: 28, textStyle: { color: look.ink } },
      grid: { left: 8, right: isAcross ? 64 : 24, top: hasLegend ? 44 : 28, bottom: 8, containLabel: true },
      tooltip: {
        trigger: "axis", renderMode: "richText", confine: true,
        valueFormatter: (value) => `${inWords(value, chart.digits)}${value === null ? "" : ` ${chart.unit}`}`.trim(),
      },
      xAxis: isAcross ? values : names,
      yAxis: isAcross ? names : values,
      series: partSeries(chart),
    };
  };

  const optionsOf = (chart, width) => (chart.shape ? partOptions(chart, width) : options(chart, width));

  const drawn = [];
  const draw = (place) => {
    const chart = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const view = window.echarts.init(place, null, { renderer: "canvas" });
    view.setOption(optionsOf(chart, place.clientWidth));
    new ResizeObserver(() => view.resize()).observe(place);
    drawn.push({ chart, place, view });
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", chart.title);
  };

  // A canvas does not follow the sheet: it is drawn anew in the width of A4 and the height of charts.css.
  const SHEET = { width: 660, height: 160 };
  const fit = (each, size, width) => {
    each.view.resize(size);
    each.view.setOption(optionsOf(each.chart, width));
  };
  const toPaper = () => drawn.forEach((each) => fit(each, SHEET, SHEET.width));
  const toScreen = () => drawn.forEach((each) => fit(each, { width: "auto", height: "auto" }, each.place.clientWidth));

  // Many charts are drawn as they come near, and all of them before printing.
  const MANY = 8;
  const waiting = new Set();
  const drawNow = (place) => {
    waiting.delete(place);
    near.unobserve(place);
    draw(place);
  };
  const near = new IntersectionObserver((entries) => {
    entries.filter((each) => each.isIntersecting).forEach(({ target }) => drawNow(target));
  }, { rootMargin: "800px" });
  const take = (root) => {
    const places = [...root.querySelectorAll("[data-chart]:not([role])")].filter((each) => !waiting.has(each));
    if (places.length <= MANY) return places.forEach(draw);
    return places.forEach((place) => { waiting.add(place); near.observe(place); });
  };

  if (!window.echarts) return;
  take(document);
  document.addEventListener("htmx:afterSettle", (event) => take(event.target));
  window.addEventListener("beforeprint", () => [...waiting].forEach(drawNow));
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", toScreen);
})();
