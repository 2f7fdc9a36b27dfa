import { Button, ErrorSummary, FileUpload, Radios, Checkboxes, SkipLink, createAll } from "govuk-frontend";
import { Letters } from "./letters";

/** GOV.UK Frontend's own components; their visible sentences come from data-i18n attributes, translated by the template. */
export function govuk(within: HTMLElement): void {
  createAll(Button, { preventDoubleClick: true }, within);
  createAll(Letters, undefined, within);
  createAll(Checkboxes, undefined, within);
  createAll(ErrorSummary, undefined, within);
  createAll(FileUpload, undefined, within);
  createAll(Radios, undefined, within);
  createAll(SkipLink, undefined, within);
}
