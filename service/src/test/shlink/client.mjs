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
    validSince: "2020-01-02",
    title: "Straße \u{1F389}",
    crawlable: true,
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
    meta: { validSince: "2020-01-02T00:00:00+00:00", validUntil: "2099-01-02T02:04:05+00:00", maxVisits: 50 },
    domain: null,
    title: "Straße \u{1F389}",
    crawlable: true,
    forwardQuery: true,
    hasRedirectRules: false,
  });
});

await step("create with a drawn code, and find it if it exists", async () => {
  const data = { longUrl: "https://sdk.example/two", tags: ["red"] };
  const made = await client.createShortUrl(data);
  assert.match(made.shortCode, /^[0-9A-Za-z]{7}$/);
  assert.equal(made.title, null);
  assert.equal(made.crawlable, false);
  const short = await client.createShortUrl({ longUrl: "https://sdk.example/short", shortCodeLength: 5 });
  assert.match(short.shortCode, /^[0-9A-Za-z]{5}$/);
  await client.deleteShortUrl(short);
  assert.equal((await client.createShortUrl({ ...data, findIfExists: true })).shortCode, made.shortCode);
  assert.notEqual((await client.createShortUrl(data)).shortCode, made.shortCode);
});

await step("get, edit", async () => {
  const id = { shortCode: "sdk-one" };
  assert.equal((await client.getShortUrl(id)).longUrl, "https://sdk.example/one");
  const edited = await client.updateShortUrl(id, { longUrl: "https://sdk.example/new", maxVisits: null, validUntil: null });
  assert.equal(edited.longUrl, "https://sdk.example/new");
  assert.deepEqual(edited.meta, { validSince: "2020-01-02T00:00:00+00:00", validUntil: null, maxVisits: null });
  assert.equal(edited.title, "Straße \u{1F389}");
  const bare = await client.updateShortUrl(id, { validSince: null, title: null, crawlable: false, forwardQuery: false });
  assert.equal(bare.meta.validSince, null);
  assert.deepEqual([bare.title, bare.crawlable, bare.forwardQuery], [null, false, false]);
  assert.deepEqual(edited.tags, ["blue-sky", "red"]);
});

const visit = (path) => fetch(`${baseUrl}${path}`, { redirect: "manual" });

await step("a query is passed on", async () => {
  const data = { longUrl: "https://query.example/a?x=1#end", customSlug: "queries" };
  await client.createShortUrl(data);
  const to = async (path) => (await visit(path)).headers.get("location");
  assert.equal(await to("/queries?x=2&y[]=3"), "https://query.example/a?x=2&y[]=3#end");
  assert.equal(await to("/queries"), "https://query.example/a?x=1#end");
  await client.updateShortUrl({ shortCode: "queries" }, { forwardQuery: false });
  assert.equal(await to("/queries?x=2"), "https://query.example/a?x=1#end");
  await client.deleteShortUrl({ shortCode: "queries" });
});

await step("a link is not there before its day", async () => {
  const id = { shortCode: "tomorrow" };
  await client.createShortUrl({ longUrl: "https://later.example/", customSlug: "tomorrow", validSince: "2099-01-01" });
  assert.equal((await visit("/tomorrow")).status, 404);
  await client.updateShortUrl(id, { validSince: "2020-01-01" });
  assert.equal((await visit("/tomorrow")).status, 302);
  await client.deleteShortUrl(id);
});

await step("crawlable links are in robots.txt", async () => {
  await client.createShortUrl({ longUrl: "https://crawl.example/", customSlug: "für-alle", crawlable: true });
  const robots = await (await visit("/robots.txt")).text();
  assert.equal(robots, "User-agent: *\nAllow: /f%C3%BCr-alle\nDisallow: /\n");
  await client.deleteShortUrl({ shortCode: encodeURIComponent("für-alle") });
});

await step("slugs and tags of any script", async () => {
  const made = await client.createShortUrl({ longUrl: "https://script.example/", customSlug: "日本 語", tags: ["Über uns", "日本"] });
  assert.equal(made.shortCode, "日本-語");
  assert.equal(made.shortUrl, `${baseUrl}/${encodeURIComponent("日本-語")}`);
  assert.deepEqual(made.tags, ["über-uns", "日本"]);
  assert.equal((await visit(`/${encodeURIComponent("日本-語")}`)).headers.get("location"), "https://script.example/");
  assert.equal((await client.listShortUrls({ tags: ["日本"] })).pagination.totalItems, 1);
  const id = { shortCode: encodeURIComponent(made.shortCode) };
  assert.equal((await client.getShortUrl(id)).shortCode, "日本-語");
  await client.deleteShortUrl(id);
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
  const today = new Date().toISOString().slice(0, 10);
  assert.equal((await client.listShortUrls({ startDate: today })).pagination.totalItems, 15);
  assert.equal((await client.listShortUrls({ endDate: today })).pagination.totalItems, 0, "a date is its beginning");
  await client.updateShortUrl({ shortCode: "list-03" }, { title: "zzz" });
  const titled = await client.listShortUrls({ tags: ["listed"], itemsPerPage: 1, orderBy: { field: "title", dir: "ASC" } });
  assert.equal(titled.data[0].title, "zzz");
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
  assert.ok((await client.getNonOrphanVisits()).pagination.totalItems >= 3);
  assert.ok((await client.getVisitsOverview()).nonOrphanVisits.total >= 3);
  const most = await client.listShortUrls({ orderBy: { field: "visits", dir: "DESC" }, itemsPerPage: 1 });
  assert.equal(most.data[0].shortCode, "list-01");
});

await step("orphan visits", async () => {
  await client.deleteOrphanVisits();
  assert.equal((await visit("/nobody")).status, 404);
  assert.equal((await fetch(`${baseUrl}/no/such.page?q=1`, { headers: { "User-Agent": "Googlebot/2.1" } })).status, 404);
  await eventually(async () => assert.deepEqual((await client.getVisitsOverview()).orphanVisits, { total: 2, nonBots: 1, bots: 1 }));
  const orphans = await client.getOrphanVisits();
  assert.deepEqual(
    orphans.data.map((orphan) => [orphan.type, orphan.visitedUrl, orphan.potentialBot]).sort(),
    [["invalid_short_url", `${baseUrl}/nobody`, false], ["regular_404", `${baseUrl}/no/such.page`, true]],
  );
  assert.equal((await client.getOrphanVisits({ type: "regular_404" })).data.length, 1);
  assert.deepEqual(await client.deleteOrphanVisits(), { deletedVisits: 2 });
  assert.equal((await client.getOrphanVisits()).pagination.totalItems, 0);
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

await step("deletion of visits", async () => {
  const id = { shortCode: "list-01" };
  assert.deepEqual(await client.deleteShortUrlVisits(id), { deletedVisits: 3 });
  assert.equal((await client.getShortUrlVisits(id)).pagination.totalItems, 0);
  assert.equal((await client.getShortUrl(id)).visitsSummary.total, 0);
  await refused(client.deleteShortUrlVisits({ shortCode: "not-there" }), 404, ErrorType.INVALID_SHORTCODE);
});

await step("errors are Shlink's", async () => {
  await refused(client.getShortUrl({ shortCode: "not-there" }), 404, ErrorType.INVALID_SHORTCODE, { shortCode: "not-there" });
  await refused(client.getShortUrl({ shortCode: "sdk-one", domain: "elsewhere.example" }), 404, ErrorType.INVALID_SHORTCODE);
  await refused(client.createShortUrl({ longUrl: "https://x.example/", customSlug: "sdk-one" }), 400, ErrorType.INVALID_SLUG, { customSlug: "sdk-one" });
  await refused(client.createShortUrl({ longUrl: "ftp://x.example/" }), 400, ErrorType.INVALID_ARGUMENT, { invalidElements: ["longUrl"] });
  await refused(client.createShortUrl({ longUrl: "https://x.example/", validSince: "soon" }), 400, ErrorType.INVALID_ARGUMENT, { invalidElements: ["validSince"] });
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
