import { delimiter } from 'node:path';

// For the services that the tests start; see pipeline-setup.mjs.
const programs = process.env['PACKYARD_TEST_PROGRAMS'];
if (programs !== undefined) process.env['PATH'] = [programs, process.env['PATH']].join(delimiter);
