// An assignment on a page of its own.
import * as actions from "./actions.js";

actions.start();
document.getElementById("assignment").dataset.ready = "on";
