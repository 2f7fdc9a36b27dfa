// GOV.UK Frontend 6 ships no types; this says as much as we use. Below, the addresses that Vite makes of files.
declare module "govuk-frontend" {
  interface Component {
    readonly moduleName: string;
  }
  export const Button: Component;
  export class CharacterCount {
    static readonly moduleName: string;
    protected readonly $textarea: HTMLTextAreaElement;
    protected count: number;
    updateCount(): void;
  }
  export const Checkboxes: Component;
  export const ErrorSummary: Component;
  export const FileUpload: Component;
  export const Radios: Component;
  export const SkipLink: Component;
  export function createAll(component: Component, config?: Record<string, unknown>, scope?: HTMLElement): unknown[];
}

declare module "*.geojson?url" {
  const address: string;
  export default address;
}

declare module "*?worker&url" {
  const address: string;
  export default address;
}
