/** Fills "{name}" in a sentence that the template translated: say("Saved at {time}", { time: "14.32" }). */
export function say(sentence: string | undefined, values: Record<string, string | number> = {}): string {
  return (sentence ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The time of day as the page's language writes it: "14.32 น." or "14:32". */
export function timeOfDay(at: Date = new Date()): string {
  const [hours, minutes] = [String(at.getHours()), String(at.getMinutes()).padStart(2, "0")];
  return document.documentElement.lang === "th" ? `${hours}.${minutes} น.` : `${hours.padStart(2, "0")}:${minutes}`;
}
