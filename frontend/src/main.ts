import { bind } from "./bind";
import { forgetWhatTheServerNames } from "./modules/kept_drafts";

// The classes tell GOV.UK Frontend that scripts run; a module may set them, so the CSP needs neither a hash nor 'unsafe-inline'.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
forgetWhatTheServerNames(); // before a form finds its draft
bind(document.body);
void navigator.serviceWorker?.register("/sw.js");
