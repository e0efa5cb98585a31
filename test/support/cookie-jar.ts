const MAX_HOPS = 20;

interface Page {
  url: string;
  text: string;
  /** All addresses on the way. */
  seen: string[];
  answers: Response[];
}

/** What a browser keeps between requests, as far as sign-ons need it. */
export class CookieJar {
  private readonly cookies = new Map<string, string>();

  copy(): CookieJar {
    const copied = new CookieJar();
    for (const [name, value] of this.cookies) copied.cookies.set(name, value);
    return copied;
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { host } = new URL(url);
    const sent = [...this.cookies]
      .filter(([key]) => key.startsWith(`${host} `))
      .map(([key, value]) => `${key.slice(host.length + 1)}=${value}`);
    const headers = { cookie: sent.join('; ') };
    const answer = await fetch(url, { ...init, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const name = pair.slice(0, pair.indexOf('='));
      const isOver = /;\s*(max-age=0|expires=Thu, 01 Jan 1970)/i.test(line);
      if (isOver) this.cookies.delete(`${host} ${name}`);
      else this.cookies.set(`${host} ${name}`, pair.slice(name.length + 1));
    }
    return answer;
  }

  /** To where redirects end, or to the first address with `until` in it, which is not asked any more. */
  async follow(url: string, { until, ...init }: RequestInit & { until?: string } = {}): Promise<Page> {
    const page: Page = { url, text: '', seen: [url], answers: [] };
    let next: RequestInit = init;
    for (let hop = 0; hop < MAX_HOPS; hop += 1) {
      const answer = await this.fetch(page.url, next);
      page.answers.push(answer);
      const location = answer.headers.get('location');
      if (location === null) return { ...page, text: await answer.text() };
      page.url = new URL(location, page.url).href;
      page.seen.push(page.url);
      if (until !== undefined && page.url.includes(until)) return page;
      next = {};
    }
    throw new Error(`${url} redirects without an end: ${page.seen.join(' ')}`);
  }
}
