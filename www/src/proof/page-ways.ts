// Ways out of the page.
import { SHARED_WAYS } from "./shared-ways.ts";
import { ABSENT, happens, present, SILENT, type Try, tryAll, type WayOut } from "./tries.ts";

/** Puts an element into the document for as long as it is needed. */
function hidden<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
): HTMLElementTagNameMap[Tag] {
  const element = Object.assign(document.createElement(tag), { hidden: true }, properties);
  document.body.append(element);
  setTimeout(() => element.remove(), 2_500);
  return element;
}

/** Whether an element loads. */
function loads<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]>,
): Promise<null> {
  return happens(hidden(tag, properties), "load");
}

const WAYS: readonly WayOut[] = [
  ...SHARED_WAYS,
  {
    name: "beacon",
    go: (address) => {
      navigator.sendBeacon(address, "x");
      return null;
    },
  },
  { name: "image", go: (address) => loads("img", { src: address }) },
  {
    name: "image of a style",
    go: (address) => {
      const element = hidden("div");
      element.hidden = false;
      element.style.backgroundImage = `url(${address})`;
      return null;
    },
  },
  { name: "style sheet", go: (address) => loads("link", { rel: "stylesheet", href: address }) },
  {
    name: "font",
    go: async (address) => {
      await new FontFace("proof", `url(${address})`).load();
      return null;
    },
  },
  {
    name: "sound",
    go: (address) => {
      const sound = Object.assign(new Audio(), { src: address });
      sound.load();
      return happens(sound, "canplay");
    },
  },
  { name: "script", throwsRefusal: true, go: (address) => loads("script", { src: address }) },
  {
    name: "shared worker",
    throwsRefusal: true,
    go: (address) => happens(new (present(globalThis.SharedWorker))(address), "connect"),
  },
  {
    name: "service worker",
    throwsRefusal: true,
    go: async (address) => {
      await present(navigator.serviceWorker as ServiceWorkerContainer | undefined).register(address);
      return null;
    },
  },
  { name: "frame", go: (address) => loads("iframe", { src: address }) },
  {
    name: "object",
    throwsRefusal: true,
    go: (address) => loads("object", { data: address }),
    probe: () => loads("object", { data: "data:text/html,x" }),
  },
  {
    name: "prefetch",
    mayBeUntold: true,
    go: (address) => {
      const { relList } = document.createElement("link");
      if (!relList.supports("prefetch")) throw ABSENT;
      return loads("link", { rel: "prefetch", href: address });
    },
  },
  {
    name: "form",
    go: () => {
      // Into a frame of its own, with an address that needs no network: where forms may be submitted, that loads.
      const frame = hidden("iframe", { name: "proof-form" });
      const form = hidden("form", { action: "about:blank", target: frame.name });
      return new Promise((resolve, reject) => {
        setTimeout(() => {
          frame.addEventListener("load", () => resolve(null));
          form.requestSubmit();
        }, 200);
        setTimeout(() => reject(SILENT), 1_500);
      });
    },
  },
  {
    name: "another window",
    throwsRefusal: true,
    go: (address) => {
      const opened = window.open(address);
      if (!opened) throw SILENT;
      opened.close();
      return null;
    },
  },
  {
    name: "this tab",
    throwsRefusal: true,
    go: (address) => {
      // Without its sandbox, the page would be gone.
      if (window.origin === "null" && window.top) window.top.location.href = address;
      return null;
    },
  },
  {
    name: "WebRTC",
    go: () => {
      new (present(globalThis.RTCPeerConnection as typeof RTCPeerConnection | undefined))().close();
      return null;
    },
  },
  {
    name: "WebRTC of another frame",
    throwsRefusal: true,
    go: () => {
      // A frame has a world of its own, in which nothing was taken away.
      const { RTCPeerConnection: Connection } = hidden("iframe").contentWindow as Window & typeof globalThis;
      new (present(Connection as typeof RTCPeerConnection | undefined))().close();
      return null;
    },
  },
  {
    name: "cookies",
    throwsRefusal: true,
    go: () => {
      // biome-ignore lint/suspicious/noDocumentCookie: that it is refused is what is tried.
      document.cookie = "proof=1; max-age=1";
      if (document.cookie === "") throw ABSENT;
      return null;
    },
  },
  {
    name: "localStorage",
    throwsRefusal: true,
    go: () => {
      localStorage.setItem("logpush-decrypt-proof", "1");
      localStorage.removeItem("logpush-decrypt-proof");
      return null;
    },
  },
];

/** Tries every way out of the page. */
export const tryFromPage = (): Promise<Try[]> => tryAll(WAYS, document);
