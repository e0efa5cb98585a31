"""A stand-in for the API: answers the four pack routes from what lies on the disk, and keeps what it was asked.

Prints its port, then serves until it is ended. A first part of the path makes it misbehave: /answers/401/object/api/v1/...
"""

import json
import os
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

LOG = sys.argv[1]
SLOW_SECONDS = 2


def read_pack(path):
    """The fields of a pack.yaml that stand on lines of their own, or what is wrong with it."""
    file = os.path.join(path, 'pack.yaml')
    if not os.path.isdir(path):
        return None, f'Pack directory does not exist: {path}'
    if not os.path.isfile(file):
        return None, 'pack.yaml not found'
    with open(file, encoding='utf-8') as lines:
        fields = dict(re.findall(r'^(\w+):[ \t]*(.*?)[ \t]*$', lines.read(), re.MULTILINE))
    missing = [name for name in ('ref', 'version') if not fields.get(name)]
    return (None, f"Missing '{missing[0]}' field in pack.yaml") if missing else (fields, None)


def sort_out(paths):
    if not isinstance(paths, list):
        raise TypeError('no list')
    read = [(path, *read_pack(path)) for path in paths]
    good = [(path, fields) for path, fields, error in read if error is None]
    bad = [(path, error) for path, _, error in read if error is not None]
    return good, bad


def summary(good, bad, **more):
    return {'total_packs': len(good) + len(bad), 'success_count': len(good), 'failure_count': len(bad), **more}


def download(body):
    good, bad = sort_out(body['packs'])
    done = [
        {
            'source': path,
            'source_type': 'local_directory',
            'pack_path': os.path.join(body['destination_dir'], fields['ref']),
            'pack_ref': fields['ref'],
            'pack_version': fields['version'],
            'git_commit': None,
            'checksum': '0' * 64,
        }
        for path, fields in good
    ]
    failed = [{'source': path, 'error': error} for path, error in bad]
    counts = {'total_count': len(body['packs']), 'success_count': len(done), 'failure_count': len(failed)}
    return {'downloaded_packs': done, 'failed_packs': failed, **counts}


def dependencies(body):
    good, bad = sort_out(body['pack_paths'])
    asked = [
        {'pack_ref': ref, 'version_spec': '*', 'required_by': fields['ref'], 'already_installed': ref == 'core'}
        for _, fields in good
        for ref in re.findall(r'[\w-]+', fields.get('dependencies', ''))
    ]
    counts = {fields['ref']: sum(one['required_by'] == fields['ref'] for one in asked) for _, fields in good}
    return {
        'dependencies': asked,
        'runtime_requirements': {},
        'missing_dependencies': [one for one in asked if not one['already_installed']],
        'analyzed_packs': [
            {
                'pack_ref': fields['ref'],
                'pack_path': path,
                'has_dependencies': counts[fields['ref']] > 0,
                'dependency_count': counts[fields['ref']],
            }
            for path, fields in good
        ],
        'errors': [{'pack_path': path, 'error': error} for path, error in bad],
    }


def build_envs(body):
    good, bad = sort_out(body['pack_paths'])
    return {
        'built_environments': [
            {'pack_ref': fields['ref'], 'pack_path': path, 'environments': {}, 'duration_ms': 1} for path, fields in good
        ],
        'failed_environments': [
            {'pack_ref': 'unknown', 'pack_path': path, 'runtime': 'unknown', 'error': error} for path, error in bad
        ],
        'summary': summary(good, bad, python_envs_built=0, nodejs_envs_built=0, total_duration_ms=1),
    }


def register_batch(body):
    good, bad = sort_out(body['pack_paths'])
    kinds = ('actions', 'sensors', 'triggers', 'rules', 'workflows', 'policies')
    return {
        'registered_packs': [
            {
                'pack_ref': fields['ref'],
                'pack_id': number,
                'pack_version': fields['version'],
                'storage_path': f"/opt/attune/packs/{fields['ref']}",
                'components_registered': dict.fromkeys(kinds, 0),
                'test_result': None,
                'validation_results': {'valid': True, 'errors': []},
            }
            for number, (path, fields) in enumerate(good, 1)
        ],
        'failed_packs': [
            {'pack_ref': 'unknown', 'pack_path': path, 'error': error, 'error_stage': 'validation'}
            for path, error in bad
        ],
        'summary': summary(good, bad, total_components=0, duration_ms=1),
    }


ROUTES = {
    '/api/v1/packs/download': download,
    '/api/v1/packs/dependencies': dependencies,
    '/api/v1/packs/build-envs': build_envs,
    '/api/v1/packs/register-batch': register_batch,
}
ERRORS = {
    'string': json.dumps({'error': 'the mock says no', 'code': 'SOME_CODE', 'message': 'the mock says no'}),
    'attune': json.dumps({'error': 'the mock says no', 'code': 'SOME_CODE'}),
    'object': json.dumps({'error': {'code': 401, 'message': 'the mock says no'}}),
    'text': 'the mock says "no"\nand no more',
    'nothing': '',
    'page': '<html>not an API</html>',
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'

    def do_POST(self):
        text = self.rfile.read(int(self.headers.get('Content-Length', 0))).decode()
        with open(LOG, 'a', encoding='utf-8') as log:
            log.write(json.dumps([self.path, self.headers.get('Authorization'), text]) + '\n')
        misbehaviour = re.match(r'/answers/(\d+)/(\w+)', self.path)
        if misbehaviour:
            self.answer(int(misbehaviour[1]), ERRORS[misbehaviour[2]])
            return
        if self.path.startswith('/slow/'):
            time.sleep(SLOW_SECONDS)
        try:
            self.answer(200, json.dumps({'data': ROUTES[self.path.removeprefix('/slow')](json.loads(text))}))
        except KeyError as missing:
            self.answer(404 if missing.args[0] == self.path else 422, ERRORS['string'])
        except (TypeError, AttributeError):
            self.answer(400, ERRORS['string'])

    def answer(self, status, text):
        body = text.encode()
        self.send_response(status)
        self.send_header('Content-Type', 'application/json' if text.startswith('{') else 'text/plain')
        self.send_header('Content-Length', str(len(body)))
        if 300 <= status < 400:
            self.send_header('Location', '/api/v1/packs/download')
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(('127.0.0.1', 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
