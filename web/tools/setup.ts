import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import zh from "../src/locales/zh.json";

// jsdom has none of these; the pages ask for them.
window.matchMedia ??= (query: string) => ({ matches: false, media: query, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList;
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true;
};

await i18next.use(initReactI18next).init({ lng: "zh", resources: { zh: { translation: zh } }, interpolation: { escapeValue: false } });
window.scrollTo = () => undefined;
