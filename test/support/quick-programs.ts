import { delimiter } from 'node:path';

// For what the tests start; see programs-setup.mjs.
const programs = process.env['PACKYARD_TEST_PROGRAMS'];
if (programs !== undefined) process.env['PATH'] = [programs, process.env['PATH']].join(delimiter);
