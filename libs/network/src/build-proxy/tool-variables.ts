import type { NetworkConfig } from '@packyard/config';
import type { ProxySettings } from '../connection/proxies';
import { authorization } from '../user-info';
import { isAuthority } from './certificate-authorities';

export type HostAccess = NonNullable<NetworkConfig['PACKYARD_HOST_ACCESS']>;

type Environment = Readonly<Record<string, string>>;

/** What the operator's variables say about where tools fetch from. */
export interface ToolVariables {
  /** The variables, without passwords of indexes, and without proxies. */
  environment: Record<string, string>;
  /** Hosts with ports of the indexes and registries that the operator has chosen, such as `pypi.internal:443`. */
  indexHosts: ReadonlySet<string>;
  /** Credentials that stood in their URLs. */
  access: HostAccess;
  proxies: ProxySettings;
  /** PEM files of authorities that tools are to trust. */
  authorityFiles: string[];
}

/** What tools ask when the operator names nothing else; where these names lead is the operator's business. */
const USUAL_HOSTS = ['pypi.org:443', 'files.pythonhosted.org:443', 'registry.npmjs.org:443'];
const INDEX =
  /^(?:PIP_(?:INDEX_URL|EXTRA_INDEX_URL|FIND_LINKS)|UV_PYTHON_(?:INSTALL_MIRROR|DOWNLOADS_JSON_URL)|npm_config_registry)$/i;
const PROXY = /^(?:(?:HTTPS?|ALL|NO)_PROXY|npm_config_(?:proxy|https_proxy|noproxy))$/i;

/** Tells apart what tools may see of these variables, and what is kept from them. */
export function readToolVariables(variables: Environment): ToolVariables {
  const entries = Object.entries(variables);
  const indexes = entries.filter(([name]) => INDEX.test(name)).flatMap(([, value]) => urlsIn(value));
  const withLogin = indexes.filter(({ username, password }) => username !== '' || password !== '');
  return {
    environment: Object.fromEntries(
      entries
        .filter(([name]) => !PROXY.test(name))
        .map(([name, value]) => [name, INDEX.test(name) ? value.replace(USER_INFO, '$1') : value]),
    ),
    indexHosts: new Set([...USUAL_HOSTS, ...indexes.map(hostAndPort)]),
    access: Object.fromEntries(withLogin.map((url) => [accessKey(url), authorization(url)])),
    proxies: proxiesIn(variables),
    authorityFiles: [...new Set(entries.filter(([name]) => isAuthority(name)).map(([, value]) => value))],
  };
}

const USER_INFO = /(\bhttps?:\/\/)[^/\s]*@/gi;

/** With the port, also where it is the usual one. */
export function hostAndPort({ protocol, hostname, port }: URL): string {
  return `${hostname}:${port || (protocol === 'https:' ? '443' : '80')}`;
}

/** The operator has written the password beside `http://`: it may go there in the clear. */
function accessKey(url: URL): string {
  return url.protocol === 'https:' ? url.host : `http://${url.host}`;
}

function urlsIn(text: string): URL[] {
  return text.split(/\s+/).flatMap((part) => (/^https?:/i.test(part) && URL.canParse(part) ? [new URL(part)] : []));
}

/** Tools read them in either case, npm also by names of its own, and take `ALL_PROXY` where there is no other. */
function proxiesIn(variables: Environment): ProxySettings {
  const find = (...names: string[]) => names.map((name) => variables[name]).find((value) => Boolean(value));
  const found = {
    HTTP_PROXY: find('http_proxy', 'HTTP_PROXY', 'npm_config_proxy', 'all_proxy', 'ALL_PROXY'),
    HTTPS_PROXY: find(
      'https_proxy',
      'HTTPS_PROXY',
      'npm_config_https_proxy',
      'npm_config_proxy',
      'all_proxy',
      'ALL_PROXY',
    ),
    NO_PROXY: find('no_proxy', 'NO_PROXY', 'npm_config_noproxy'),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}
