// A lesson as a page of its own: the phone's way of filling the journal.
import { Book } from "./cells.js";
import { Edits } from "./cells-edits.js";
import { Queue } from "./queue.js";
import { showStatus } from "./queue-status.js";
import { Lesson } from "./lesson.js";

const root = document.querySelector("[data-lesson]");
const data = JSON.parse(root.querySelector("script[type='application/json']").textContent);
const book = new Book();
const queue = new Queue({ url: data.urls.changes, user: data.user, journal: data.journal });
const edits = new Edits(book, queue);
const lesson = new Lesson({ root, edits, queue, book });
showStatus(document.getElementById("saving"), queue, edits, (key) => lesson.rows.anchorOf(key)?.scrollIntoView({ block: "center" }));
if (data.editable) edits.resume();
if (!window.matchMedia("(pointer: coarse)").matches) lesson.begin();
