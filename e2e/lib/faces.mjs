// The faces in which every page must be right: language, theme and screen.

export const screens = {
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
};

const locales = { zh: "zh-CN", en: "en-US" };

function face(lang, theme, screen) {
  return {
    name: `${lang}-${theme}-${screen}`,
    lang,
    theme,
    screen,
    context: {
      locale: locales[lang],
      timezoneId: "Asia/Shanghai",
      colorScheme: theme,
      viewport: screens[screen],
      deviceScaleFactor: 1,
      hasTouch: screen === "phone",
      reducedMotion: "reduce",
    },
  };
}

/** All eight. */
export const faces = ["zh", "en"].flatMap((lang) =>
  ["light", "dark"].flatMap((theme) => Object.keys(screens).map((screen) => face(lang, theme, screen))),
);

/** Four that together hold every pair of language, theme and screen. */
export const pairs = [
  face("zh", "light", "desk"),
  face("zh", "dark", "phone"),
  face("en", "light", "phone"),
  face("en", "dark", "desk"),
];
