import "./lockdown.ts";
import { render } from "preact";
import { App } from "./components/App.tsx";
import { watchIdle } from "./session/idle.ts";
import "./style/page.css";
import "./style/filter.css";
import "./style/keys.css";
import "./style/overview.css";
import "./style/report.css";
import "./style/save.css";
import "./style/table.css";

const place = document.getElementById("app");
if (place) render(<App />, place);
watchIdle();
