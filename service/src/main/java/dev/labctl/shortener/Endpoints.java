package dev.labctl.shortener;

import dev.labctl.shortener.click.ClickStatistics;
import dev.labctl.shortener.click.OrphanStore;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.http.BulkApi;
import dev.labctl.shortener.http.Callers;
import dev.labctl.shortener.http.DocsApi;
import dev.labctl.shortener.http.LinkApi;
import dev.labctl.shortener.http.LinkJson;
import dev.labctl.shortener.http.PageApi;
import dev.labctl.shortener.http.RobotsApi;
import dev.labctl.shortener.http.ShlinkApi;
import dev.labctl.shortener.http.ShlinkTagApi;
import dev.labctl.shortener.http.ShlinkVisitApi;
import dev.labctl.shortener.http.StatsApi;
import dev.labctl.shortener.http.UserApi;
import dev.labctl.shortener.link.BulkLinks;
import dev.labctl.shortener.link.LinkCatalogue;
import dev.labctl.shortener.link.LinkIndex;
import dev.labctl.shortener.link.LinkStore;
import dev.labctl.shortener.link.Links;
import dev.labctl.shortener.link.OwnAddresses;
import dev.labctl.shortener.link.TargetRules;
import dev.labctl.shortener.observe.Readiness;
import dev.labctl.shortener.observe.ServiceMetrics;
import dev.labctl.shortener.redirect.Resolver;
import io.helidon.webserver.http.HttpService;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The part of the composition root that knows what the interface is made of. */
final class Endpoints {
  private Endpoints() {}

  /** All of the public listener but the redirect, which comes first. */
  static List<HttpService> all(
      Settings settings,
      LinkStore store,
      LinkCatalogue catalogue,
      LinkIndex index,
      OrphanStore orphans,
      ClickStatistics statistics,
      Resolver resolver,
      ServiceMetrics metrics,
      Readiness readiness,
      Access access) {
    Links links =
        new Links(
            store,
            new SecureRandom(),
            new TargetRules(
                settings.ownUrls(),
                OwnAddresses.of(List.of(settings.server().host(), settings.adminHost())),
                settings.denyHosts(),
                settings.linkLocal()),
            InstantSource.system(),
            metrics::collided);
    LinkJson json = new LinkJson(settings.publicUrl());
    Callers callers = access.callers();
    LinkApi linkApi =
        new LinkApi(
            links, catalogue, statistics, resolver, metrics, json, callers, access.keyOwners());
    List<HttpService> services = new ArrayList<>(access.services());
    services.add(linkApi);
    services.add(new StatsApi(linkApi, statistics, callers, InstantSource.system()));
    services.add(new UserApi(access.users(), linkApi, callers));
    services.add(
        new BulkApi(
            new BulkLinks(links, store, metrics::collided),
            metrics,
            linkApi::made,
            resolver::changed,
            callers));
    services.add(
        new ShlinkApi(
            linkApi, links, index, statistics, resolver, metrics, readiness::isReady, callers));
    services.add(new ShlinkTagApi(index, statistics, callers));
    services.add(new ShlinkVisitApi(linkApi, statistics, index, orphans, callers));
    services.add(new RobotsApi(index, System::nanoTime));
    services.add(new DocsApi());
    services.add(new PageApi());
    return services;
  }
}
