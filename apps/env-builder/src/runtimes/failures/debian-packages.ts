/** Which package of Debian and Ubuntu has what a build misses. */

const HEADERS: readonly [RegExp, string][] = [
  [/^Python\.h$/, 'python3-dev'],
  [/^(gssapi|krb5|et)\b|^(krb5|com_err|gssapi)\.h$/, 'libkrb5-dev'],
  [/^(mysql|mariadb)\b/, 'default-libmysqlclient-dev'],
  [/^(libpq-fe|libpq\/.*|postgres_fe|pg_config)(\.h)?$/, 'libpq-dev'],
  [/^openssl\//, 'libssl-dev'],
  [/^ffi\.h$/, 'libffi-dev'],
  [/^(libxml|libxml2)\//, 'libxml2-dev'],
  [/^(libxslt|libexslt)\//, 'libxslt1-dev'],
  [/^(xmlsec)/, 'libxmlsec1-dev'],
  [/^(ldap|lber|ldap_.*)\.h$/, 'libldap2-dev'],
  [/^sasl\//, 'libsasl2-dev'],
  [/^zlib\.h$/, 'zlib1g-dev'],
  [/^(bzlib)\.h$/, 'libbz2-dev'],
  [/^lzma\.h$/, 'liblzma-dev'],
  [/^(jpeglib|turbojpeg)\.h$/, 'libjpeg-dev'],
  [/^png\.h$/, 'libpng-dev'],
  [/^tiff.*\.h$/, 'libtiff-dev'],
  [/^ft2build\.h$/, 'libfreetype-dev'],
  [/^curl\//, 'libcurl4-openssl-dev'],
  [/^sqlite3\.h$/, 'libsqlite3-dev'],
  [/^yaml\.h$/, 'libyaml-dev'],
  [/^(sql|sqlext|sqltypes)\.h$/, 'unixodbc-dev'],
  [/^(sybfront|sybdb)\.h$/, 'freetds-dev'],
  [/^magic\.h$/, 'libmagic-dev'],
  [/^pcap/, 'libpcap-dev'],
  [/^snappy/, 'libsnappy-dev'],
  [/^librdkafka\//, 'librdkafka-dev'],
  [/^zmq/, 'libzmq3-dev'],
  [/^(event|ev)\.h$/, 'libevent-dev'],
  [/^systemd\//, 'libsystemd-dev'],
  [/^net-snmp\//, 'libsnmp-dev'],
  [/^geos/, 'libgeos-dev'],
  [/^gmp\.h$/, 'libgmp-dev'],
  [/^mpfr\.h$/, 'libmpfr-dev'],
  [/^uuid\//, 'uuid-dev'],
  [/^libvirt\//, 'libvirt-dev'],
  [/^cairo/, 'libcairo2-dev'],
  [/^dbus\//, 'libdbus-1-dev'],
  [/^glib/, 'libglib2.0-dev'],
  [/^libssh2?\//, 'libssh-dev'],
  [/^(readline)\//, 'libreadline-dev'],
  [/^(ncurses|curses)/, 'libncurses-dev'],
  [/^(stdio|stdlib|string|limits|errno|unistd)\.h$/, 'libc6-dev'],
  [/^linux\//, 'linux-libc-dev'],
];

const PROGRAMS: Readonly<Record<string, string>> = {
  gcc: 'build-essential',
  cc: 'build-essential',
  'g++': 'build-essential',
  'c++': 'build-essential',
  make: 'build-essential',
  'x86_64-linux-gnu-gcc': 'build-essential',
  'aarch64-linux-gnu-gcc': 'build-essential',
  gfortran: 'gfortran',
  cmake: 'cmake',
  ninja: 'ninja-build',
  swig: 'swig',
  rustc: 'rustc',
  cargo: 'cargo',
  git: 'git',
  'pkg-config': 'pkg-config',
  pg_config: 'libpq-dev',
  mysql_config: 'default-libmysqlclient-dev',
  mariadb_config: 'libmariadb-dev',
  'krb5-config': 'libkrb5-dev',
  'curl-config': 'libcurl4-openssl-dev',
  'xml2-config': 'libxml2-dev',
  'xslt-config': 'libxslt1-dev',
  'net-snmp-config': 'libsnmp-dev',
  'llvm-config': 'llvm-dev',
};

/** By the name that pkg-config knows, or the linker after `-l`. */
const LIBRARIES: Readonly<Record<string, string>> = {
  mysqlclient: 'default-libmysqlclient-dev',
  mariadb: 'libmariadb-dev',
  libmariadb: 'libmariadb-dev',
  pq: 'libpq-dev',
  libpq: 'libpq-dev',
  ssl: 'libssl-dev',
  crypto: 'libssl-dev',
  openssl: 'libssl-dev',
  libffi: 'libffi-dev',
  ffi: 'libffi-dev',
  xmlsec1: 'libxmlsec1-dev',
  'libxml-2.0': 'libxml2-dev',
  xml2: 'libxml2-dev',
  xslt: 'libxslt1-dev',
  libvirt: 'libvirt-dev',
  libsystemd: 'libsystemd-dev',
  'dbus-1': 'libdbus-1-dev',
  'glib-2.0': 'libglib2.0-dev',
  cairo: 'libcairo2-dev',
  z: 'zlib1g-dev',
  ldap: 'libldap2-dev',
  ldap_r: 'libldap2-dev',
  lber: 'libldap2-dev',
  sasl2: 'libsasl2-dev',
  gssapi_krb5: 'libkrb5-dev',
  'krb5-gssapi': 'libkrb5-dev',
  odbc: 'unixodbc-dev',
};

export function packageOfHeader(header: string): string | undefined {
  return HEADERS.find(([pattern]) => pattern.test(header))?.[1];
}

export function packageOfProgram(program: string): string | undefined {
  return PROGRAMS[program];
}

export function packageOfLibrary(library: string): string | undefined {
  return LIBRARIES[library];
}
