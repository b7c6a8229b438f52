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

  const drawn = [];
  const draw = (place) => {
    const chart = JSON.parse(document.getElementById(place.dataset.chart).textContent);
    const view = window.echarts.init(place, null, { renderer: "canvas" });
    view.setOption(options(chart, place.clientWidth));
    new ResizeObserver(() => view.resize()).observe(place);
    drawn.push({ chart, place, view });
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", chart.title);
  };

  // A canvas does not follow the sheet: it is drawn anew in the width of A4 and the height of charts.css.
  const SHEET = { width: 660, height: 160 };
  const fit = (each, size, width) => {
    each.view.resize(size);
    each.view.setOption(options(each.chart, width));
  };
  const toPaper = () => drawn.forEach((each) => fit(each, SHEET, SHEET.width));
  const toScreen = () => drawn.forEach((each) => fit(each, { width: "auto", height: "auto" }, each.place.clientWidth));

  if (!window.echarts) return;
  document.querySelectorAll("[data-chart]").forEach(draw);
  window.addEventListener("beforeprint", toPaper);
  window.addEventListener("afterprint", toScreen);
})();
