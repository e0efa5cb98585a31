/** What of its own URL an endpoint may repeat: as it is written there, as it means, as it is sent, and each of them in JSON. */
export function repeatableUrlParts(text: string): string[] {
  const url = new URL(text);
  const [name, password] = [decoded(url.username), decoded(url.password)];
  const basic = name === '' && password === '' ? '' : Buffer.from(`${name}:${password}`).toString('base64');
  const query = [...url.searchParams.values(), ...rawValues(url.search)];
  const parts = [url.password, url.username, name, password, basic, basic.replace(/(?<!=)=+$/, ''), ...query];
  return [...new Set(parts.flatMap((part) => [part, JSON.stringify(part).slice(1, -1)]))].filter((part) => part !== '');
}

function rawValues(search: string): string[] {
  const raw = search.slice(1).split('&');
  return raw.map((pair) => pair.slice(pair.indexOf('=') + 1)).flatMap((value) => [value, decoded(value)]);
}

/** A percent sign that begins no code stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
