/** Fills "{name}" in a sentence that the template translated: say("Saved at {time}", { time: "14.32" }). */
export function say(sentence: string | undefined, values: Record<string, string | number> = {}): string {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

const CLOCK = new Intl.DateTimeFormat("en-GB", {
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
  timeZone: "Asia/Bangkok",
});

/** The time of day in Thailand, wherever the device is, as the page's language writes it: "14.32 น." or "14:32". */
export function timeOfDay(at: Date = new Date()): string {
  const time = CLOCK.format(at);
  return document.documentElement.lang === "th" ? `${time.replace(/^0(\d):|:/, "$1.")} น.` : time;
}
