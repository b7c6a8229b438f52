// The arithmetic of the statements as the server does it, in whole cents; for the page alone.
"use strict";

window.financeSums = (() => {
  const NARROW = { "，": ",", "．": ".", "（": "(", "）": ")", "＋": "+", "￥": "¥", "−": "-", "–": "-", "—": "-", "﹣": "-", "－": "-" };
  const PLAIN = /^(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]{0,2}0*)?$|^\.[0-9]{1,2}0*$/;

  // Cents of a text: a BigInt, null for nothing, undefined for what is no amount.
  const cents = (text) => {
    let narrow = text
      .replace(/[，．（）＋￥−–—﹣－]/g, (sign) => NARROW[sign])
      .replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0))
      .replace(/\s/g, "").replace(/元$/, "");
    let isNegative = /^\(.*\)$/.test(narrow);
    if (isNegative) narrow = narrow.slice(1, -1);
    else if (narrow.startsWith("-") && narrow !== "-") { isNegative = true; narrow = narrow.slice(1); }
    narrow = narrow.replace(/^¥/, "").replace(/^\+/, "");
    if ((narrow === "" || narrow === "-") && !isNegative) return null;
    if (!PLAIN.test(narrow)) return undefined;
    const [whole, part = ""] = narrow.replace(/,/g, "").split(".");
    const value = BigInt(whole || "0") * 100n + BigInt(`${part}00`.slice(0, 2));
    if (value > 9999999999999999n) return undefined;
    return isNegative ? -value : value;
  };

  const written = (value) => {
    const digits = (value < 0n ? -value : value).toString().padStart(3, "0");
    const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ",");
    return `${value < 0n ? "-" : ""}${whole}.${digits.slice(-2)}`;
  };

  const added = (values) => {
    const known = values.filter((value) => value !== null);
    return known.length ? known.reduce((sum, value) => sum + value, 0n) : null;
  };

  // What every line amounts to, and what the lines under a total or a line add up to.
  // `entered(code, column)` and `own(code, column)` give cents or null.
  const amounts = (forms, entered, own) => {
    const values = new Map(), sums = new Map();
    for (const line of forms.lines) {
      for (const column of line.columns) {
        const place = `${line.code}@${column}`;
        const parts = line.total.length
          ? line.total.map(([code, sign]) => {
            const value = values.get(`${code}@${column}`) ?? null;
            return value === null ? null : BigInt(sign) * value;
          })
          : own(line.code, column);
        sums.set(place, added(parts));
        values.set(place, entered(line.code, column) ?? sums.get(place));
      }
    }
    return { values, sums };
  };

  // One side of a rule; null unless all of it is known.
  const side = (places, values) => {
    let total = 0n;
    for (const [code, column, sign] of places) {
      const value = values.get(`${code}@${column}`) ?? null;
      if (value === null) return null;
      total += BigInt(sign) * value;
    }
    return total;
  };

  return { cents, written, amounts, side };
})();
