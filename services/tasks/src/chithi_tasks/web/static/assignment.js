// An assignment on a page of its own; it follows what others do.
import * as actions from "./actions.js";

const PAUSE_MS = 30_000;
const follow = () => actions.refresh().catch(() => {});

actions.start();
setInterval(follow, PAUSE_MS);
addEventListener("online", follow);
document.addEventListener("visibilitychange", follow);
document.getElementById("assignment").dataset.ready = "on";
