// A page that shows Shlink's web component; ShlinkIT says before which server and with what key.
import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { ShlinkApiClient } from "@shlinkio/shlink-js-sdk";
import { FetchHttpClient } from "@shlinkio/shlink-js-sdk/fetch";
import { ShlinkWebComponent } from "@shlinkio/shlink-web-component";

const apiClient = new ShlinkApiClient(new FetchHttpClient(), window.shlinkServer);
try {
  const { version: serverVersion } = await apiClient.health();
  createRoot(document.getElementById("root")).render(
    createElement(ShlinkWebComponent, { apiClient, serverVersion }),
  );
} catch (error) {
  document.getElementById("failure").textContent = String(error);
}
