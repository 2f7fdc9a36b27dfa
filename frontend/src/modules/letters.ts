import { CharacterCount } from "govuk-frontend";

/** What the server takes out before it keeps a text: `_INVISIBLE` in complaints/intake.py. */
const INVISIBLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** GOV.UK's count of letters, counted as the server counts (tests/letters.py): it would count an emoji twice. */
export class Letters extends CharacterCount {
  override updateCount(): void {
    this.count = [...this.$textarea.value.normalize("NFC").replace(INVISIBLE, "").trim()].length;
  }
}
