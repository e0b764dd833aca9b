// What a key means in a journal, whatever the keyboard layout: «н» is the physical key of н, «о» that of о.
const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

// An intention: {do: "mark"|"absent"|"late"|"clear"|"undo"|"redo"|"history"|"move"|"typed", …} or null.
export function intention(event) {
  const command = event.ctrlKey || event.metaKey;
  if (command && event.code === "KeyZ") return { do: event.shiftKey ? "redo" : "undo" };
  if (command && event.code === "KeyY") return { do: "redo" };
  if (command && event.key === "Home") return { do: "corner", end: false };
  if (command && event.key === "End") return { do: "corner", end: true };
  if (command || event.altKey) return null;
  if (event.key in ARROWS) return { do: "move", by: ARROWS[event.key], extend: event.shiftKey };
  switch (event.key) {
    case "Tab": return { do: "move", by: [0, event.shiftKey ? -1 : 1], tab: true };
    case "Enter": return { do: "enter", back: event.shiftKey };
    case "Home": return { do: "edge", by: -1 };
    case "End": return { do: "edge", by: 1 };
    case "PageUp": return { do: "move", by: [-10, 0] };
    case "PageDown": return { do: "move", by: [10, 0] };
    case "Delete":
    case "Backspace": return { do: "clear" };
    case "F2": return { do: "history" };
    case "Escape": return { do: "escape" };
  }
  if (/^[2-5]$/.test(event.key)) return { do: "mark", value: event.key };
  if (event.code === "KeyY" || /^[нН]$/.test(event.key)) return { do: "absent" };
  if (event.code === "KeyJ" || /^[оО]$/.test(event.key)) return { do: "late" };
  if (event.key.length === 1 && event.key !== " ") return { do: "typed", text: event.key };
  return null;
}

// What «н» makes of an attendance: absent and back.
export const toggled = (value, wanted) => (value === wanted ? "" : wanted);
