import { findBundleProblems } from '@packyard/pack';
import { ADMIN_PERMISSIONS, BUILT_IN_CONFIG } from './built-in-bundle';

it('is a bundle that this server would take from anybody', () => {
  expect(findBundleProblems(BUILT_IN_CONFIG)).toEqual([]);
  expect(BUILT_IN_CONFIG.permissions).toEqual(ADMIN_PERMISSIONS);
});
