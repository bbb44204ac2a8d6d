import i18next from "i18next";
import { initReactI18next } from "react-i18next";

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

/** The texts of a face by language, each fetched when it is first needed. */
type Texts = Record<Language, () => Promise<{ default: object }>>;

export const deskTexts: Texts = { zh: () => import("../locales/zh.json"), en: () => import("../locales/en.json") };
/** The customer's face has few words, and its reader a slow network. */
export const portalTexts: Texts = { zh: () => import("../locales/portal.zh.json"), en: () => import("../locales/portal.en.json") };

let texts = deskTexts;

async function load(language: Language): Promise<object> {
  return (await texts[language]()).default;
}

/** Loads one language only: the other is fetched when somebody switches. */
export async function startI18n(face: Texts = deskTexts, language: Language = initialLanguage()): Promise<void> {
  texts = face;
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: language,
    resources: { [language]: { translation: await load(language) } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  applyLanguage(language);
}

/** Switches the whole page, and remembers it on this device. */
export async function setLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, "translation")) i18next.addResourceBundle(language, "translation", await load(language));
  await i18next.changeLanguage(language);
  localStorage.setItem(STORE, language);
  applyLanguage(language);
}

function applyLanguage(language: Language): void {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
}
