/**
 * What time it is at the earliest by the server's clock, in ms: the hour in which the open page was made (`<html data-made>`,
 * in s) and how long it has been open. 0 on a page that does not say.
 *
 * What a device keeps for weeks is aged by it: the device's own clock may be wrong by a year, and right again a minute later.
 */
export function serverTime(): number {
  const made = Number(document.documentElement.dataset["made"] ?? 0);
  return made > 0 ? made * 1000 + performance.now() : 0;
}
