/** A browser and system out of a user agent, as short as people say it; the text itself when neither is known. */
export function deviceName(agent: string): string {
  const browser = [["Edg/", "Edge"], ["OPR/", "Opera"], ["MicroMessenger", "WeChat"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], ["Safari/", "Safari"]].find(([mark = ""]) => agent.includes(mark))?.[1];
  const system = [["iPhone", "iPhone"], ["iPad", "iPad"], ["Android", "Android"], ["Windows", "Windows"], ["Mac OS", "macOS"], ["Linux", "Linux"]].find(([mark = ""]) => agent.includes(mark))?.[1];
  return [browser, system].filter(Boolean).join(" · ") || agent;
}

/** Which notices come by mail too. */
export const MAILS = ["off", "important", "all"] as const;
