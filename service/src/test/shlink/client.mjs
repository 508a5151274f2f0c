// Drives the service with Shlink's own client. Arguments: the service's URL, an API key.
import assert from "node:assert/strict";
import { ShlinkApiClient } from "@shlinkio/shlink-js-sdk";
import { ErrorType } from "@shlinkio/shlink-js-sdk/api-contract";
import { FetchHttpClient } from "@shlinkio/shlink-js-sdk/fetch";

const [baseUrl, apiKey] = process.argv.slice(2);
const client = new ShlinkApiClient(new FetchHttpClient(), { baseUrl, apiKey });
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/;

async function step(name, work) {
  try {
    await work();
    console.log(`ok    ${name}`);
  } catch (error) {
    console.log(`FAIL  ${name}`);
    console.log(error);
    process.exitCode = 1;
  }
}

async function refused(promise, status, type, members = {}) {
  const error = await promise.then(() => assert.fail("was not refused"), (e) => e);
  assert.equal(error.status, status, JSON.stringify(error));
  assert.equal(error.type, type);
  assert.ok(error.title && error.detail);
  for (const [name, value] of Object.entries(members)) assert.deepEqual(error[name], value);
}

async function eventually(check) {
  const end = Date.now() + 20_000;
  while (true) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

await step("health", async () => {
  const health = await client.health();
  assert.equal(health.status, "pass");
  assert.match(health.version, /^\d+\.\d+\.\d+$/);
});

await step("create with a slug, tags and limits", async () => {
  const made = await client.createShortUrl({
    longUrl: "https://sdk.example/one",
    customSlug: "sdk-one",
    tags: ["Red", "blue sky"],
    validUntil: "2099-01-02T03:04:05+01:00",
    maxVisits: 50,
    shortCodeLength: 5,
    forwardQuery: true,
  });
  assert.match(made.dateCreated, DATE);
  const { dateCreated, ...rest } = made;
  assert.deepEqual(rest, {
    shortCode: "sdk-one",
    shortUrl: `${baseUrl}/sdk-one`,
    longUrl: "https://sdk.example/one",
    visitsSummary: { total: 0, nonBots: 0, bots: 0 },
    tags: ["blue-sky", "red"],
    meta: { validSince: null, validUntil: "2099-01-02T02:04:05+00:00", maxVisits: 50 },
    domain: null,
    title: null,
    crawlable: false,
    forwardQuery: false,
    hasRedirectRules: false,
  });
});

await step("create with a drawn code, and find it if it exists", async () => {
  const data = { longUrl: "https://sdk.example/two", tags: ["red"] };
  const made = await client.createShortUrl(data);
  assert.match(made.shortCode, /^[0-9A-Za-z]{7}$/);
  assert.equal((await client.createShortUrl({ ...data, findIfExists: true })).shortCode, made.shortCode);
  assert.notEqual((await client.createShortUrl(data)).shortCode, made.shortCode);
});

await step("get, edit", async () => {
  const id = { shortCode: "sdk-one" };
  assert.equal((await client.getShortUrl(id)).longUrl, "https://sdk.example/one");
  const edited = await client.updateShortUrl(id, { longUrl: "https://sdk.example/new", maxVisits: null, validUntil: null });
  assert.equal(edited.longUrl, "https://sdk.example/new");
  assert.deepEqual(edited.meta, { validSince: null, validUntil: null, maxVisits: null });
  assert.deepEqual(edited.tags, ["blue-sky", "red"]);
});

await step("list by page, order, tag, text and date", async () => {
  for (let i = 1; i <= 12; i++) {
    await client.createShortUrl({ longUrl: `https://list.example/${i}`, customSlug: `list-${String(i).padStart(2, "0")}`, tags: ["listed"] });
  }
  const first = await client.listShortUrls({ tags: ["listed"], itemsPerPage: 5, orderBy: { field: "shortCode", dir: "ASC" } });
  assert.deepEqual(first.data.map((url) => url.shortCode), ["list-01", "list-02", "list-03", "list-04", "list-05"]);
  assert.deepEqual(first.pagination, { currentPage: 1, pagesCount: 3, itemsPerPage: 5, itemsInCurrentPage: 5, totalItems: 12 });
  const last = await client.listShortUrls({ tags: ["listed"], page: "3", itemsPerPage: 5, orderBy: { field: "longUrl", dir: "DESC" } });
  assert.equal(last.data.length, 2);
  assert.equal((await client.listShortUrls({ searchTerm: "LIST.example/7" })).pagination.totalItems, 1);
  assert.equal((await client.listShortUrls({ tags: ["listed", "red"], tagsMode: "all" })).pagination.totalItems, 0);
  assert.equal((await client.listShortUrls({ tags: ["listed", "red"], tagsMode: "any" })).pagination.totalItems, 15);
  assert.equal((await client.listShortUrls({ excludeTags: ["listed"] })).pagination.totalItems, 3);
  assert.equal((await client.listShortUrls({ endDate: "2020-01-01T00:00:00+00:00" })).pagination.totalItems, 0);
  assert.equal((await client.listShortUrls({ startDate: "2020-01-01T00:00:00+00:00", excludeMaxVisitsReached: true, excludePastValidUntil: true })).pagination.totalItems, 15);
  assert.equal((await client.listShortUrls()).data.length, 10);
});

await step("visits", async () => {
  const browser = { "User-Agent": "Mozilla/5.0 (X11) Gecko/20100101 Firefox/140.0", Referer: "https://news.example/today" };
  for (const headers of [browser, browser, { "User-Agent": "Googlebot/2.1" }]) {
    const answer = await fetch(`${baseUrl}/list-01`, { redirect: "manual", headers });
    assert.equal(answer.status, 302);
  }
  await eventually(async () => assert.deepEqual((await client.getShortUrl({ shortCode: "list-01" })).visitsSummary, { total: 3, nonBots: 2, bots: 1 }));
  const visits = await client.getShortUrlVisits({ shortCode: "list-01" });
  assert.equal(visits.pagination.totalItems, 3);
  for (const visit of visits.data) {
    assert.match(visit.date, DATE);
    assert.equal(visit.visitLocation, null);
  }
  assert.deepEqual(visits.data.map((visit) => visit.potentialBot).sort(), [false, false, true]);
  assert.ok(visits.data.some((visit) => visit.referer.includes("news.example") && visit.userAgent.includes("Firefox")));
  assert.equal((await client.getShortUrlVisits({ shortCode: "list-01" }, { excludeBots: true })).pagination.totalItems, 2);
  assert.equal((await client.getShortUrlVisits({ shortCode: "list-01" }, { itemsPerPage: 2, page: 2 })).data.length, 1);
  assert.equal((await client.getTagVisits("listed")).pagination.totalItems, 3);
  assert.equal((await client.getNonOrphanVisits()).pagination.totalItems, 3);
  assert.equal((await client.getOrphanVisits()).pagination.totalItems, 0);
  assert.equal((await client.getVisitsOverview()).nonOrphanVisits.total, 3);
  const most = await client.listShortUrls({ orderBy: { field: "visits", dir: "DESC" }, itemsPerPage: 1 });
  assert.equal(most.data[0].shortCode, "list-01");
});

await step("tags", async () => {
  assert.deepEqual((await client.listTags()).data, ["blue-sky", "listed", "red"]);
  const stats = await client.tagsStats();
  assert.deepEqual(stats.data.map((s) => [s.tag, s.shortUrlsCount]), [["blue-sky", 1], ["listed", 12], ["red", 3]]);
  assert.deepEqual(stats.data[1].visitsSummary, { total: 3, nonBots: 2, bots: 1 });
  await client.editTag({ oldName: "red", newName: "crimson" });
  await refused(client.editTag({ oldName: "crimson", newName: "listed" }), 409, ErrorType.TAG_CONFLICT, { oldName: "crimson", newName: "listed" });
  await refused(client.editTag({ oldName: "nope", newName: "other" }), 404, ErrorType.TAG_NOT_FOUND, { tag: "nope" });
  await client.deleteTags(["blue-sky", "listed"]);
  assert.deepEqual((await client.listTags()).data, ["crimson"]);
  assert.deepEqual((await client.getShortUrl({ shortCode: "sdk-one" })).tags, ["crimson"]);
});

await step("errors are Shlink's", async () => {
  await refused(client.getShortUrl({ shortCode: "not-there" }), 404, ErrorType.INVALID_SHORTCODE, { shortCode: "not-there" });
  await refused(client.getShortUrl({ shortCode: "sdk-one", domain: "elsewhere.example" }), 404, ErrorType.INVALID_SHORTCODE);
  await refused(client.createShortUrl({ longUrl: "https://x.example/", customSlug: "sdk-one" }), 400, ErrorType.INVALID_SLUG, { customSlug: "sdk-one" });
  await refused(client.createShortUrl({ longUrl: "ftp://x.example/" }), 400, ErrorType.INVALID_ARGUMENT, { invalidElements: ["longUrl"] });
  await refused(client.createShortUrl({ longUrl: "https://x.example/", validSince: "2030-01-01T00:00:00Z" }), 400, ErrorType.INVALID_ARGUMENT, { invalidElements: ["validSince"] });
  await refused(client.mercureInfo(), 501, ErrorType.MERCURE_NOT_CONFIGURED);
  const stranger = new ShlinkApiClient(new FetchHttpClient(), { baseUrl, apiKey: "no-such-key" });
  await refused(stranger.listTags(), 401, ErrorType.INVALID_API_KEY);
  const answer = await fetch(`${baseUrl}/rest/v3/tags`);
  assert.equal(answer.headers.get("content-type"), "application/problem+json");
  assert.equal((await answer.json()).type, ErrorType.INVALID_AUTHORIZATION);
});

await step("delete", async () => {
  await client.deleteShortUrl({ shortCode: "sdk-one" });
  await refused(client.getShortUrl({ shortCode: "sdk-one" }), 404, ErrorType.INVALID_SHORTCODE);
  assert.equal((await fetch(`${baseUrl}/sdk-one`, { redirect: "manual" })).status, 404);
});
