import { bind } from "./bind";

// The classes tell GOV.UK Frontend that scripts run; a module may set them, so the CSP needs neither a hash nor 'unsafe-inline'.
document.body.classList.add("js-enabled", "govuk-frontend-supported");
bind(document.body);
void navigator.serviceWorker?.register("/sw.js");
