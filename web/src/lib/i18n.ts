import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { sections } from "virtual:texts";

/** Languages the product is complete in. Chinese is first and the fallback. */
export const languages = ["zh", "en"] as const;
export type Language = (typeof languages)[number];

const STORE = "gongqiao.language";

/** The language to start in: the last choice on this device, else the browser's. */
export function initialLanguage(): Language {
  const kept = localStorage.getItem(STORE);
  if (kept === "zh" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The texts of a face by language and section, each fetched when it is first needed. */
type Texts = Record<Language, Record<string, () => Promise<{ default: object }>>>;

export const deskTexts: Texts = sections;
/** The customer's face has few words, and its reader a slow network. */
export const portalTexts: Texts = { zh: { start: () => import("../locales/portal.zh.json") }, en: { start: () => import("../locales/portal.en.json") } };

let texts = deskTexts;
/** Sections that something on the screen may say. */
const wanted = new Set(["start"]);

async function load(language: Language, section: string): Promise<void> {
  const piece = texts[language][section];
  if (!piece) throw new Error(`no texts are called ${section}`);
  i18next.addResourceBundle(language, "translation", (await piece()).default, true, true);
}

/** Loads one language only: the other is fetched when somebody switches. */
export async function startI18n(face: Texts = deskTexts, language: Language = initialLanguage()): Promise<void> {
  texts = face;
  const start = face[language].start?.();
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: language,
    resources: { [language]: { translation: (await start)?.default ?? {} } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  applyLanguage(language);
}

/** Code that comes with the sections it speaks: nothing of it shows before they are there. */
export function withTexts<T>(names: string[], code: () => Promise<T>): () => Promise<T> {
  return async () => {
    names.forEach((n) => wanted.add(n));
    const language = i18next.language as Language;
    const [loaded] = await Promise.all([code(), ...names.map((n) => load(language, n))]);
    return loaded;
  };
}

/** Switches the whole page, and remembers it on this device. */
export async function setLanguage(language: Language): Promise<void> {
  // A page may be opened meanwhile: its sections are fetched too before the switch.
  for (const section of wanted) await load(language, section);
  await i18next.changeLanguage(language);
  localStorage.setItem(STORE, language);
  applyLanguage(language);
}

function applyLanguage(language: Language): void {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}
