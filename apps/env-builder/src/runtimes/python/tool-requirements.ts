import { join } from 'node:path';
import { RequirementsBudget } from '@packyard/pack';
import {
  type CheckedRequirements,
  checkRequirements,
  checkText,
  type RequirementsCheck,
} from '../checks/requirements-check';
import { replaceForeignFile } from '../foreign-files';
import { requirementsFrom } from './requirements-from';

/** Beside the pack's own files, so that paths are relative to the same folder. */
const FILE = 'packyard-requirements.txt';
const CONSTRAINTS = 'packyard-constraints.txt';

/**
 * What a pack's file asks for, as the pack has written it.
 * @throws RejectedError ENVIRONMENT_FAILED or SOURCE_FORBIDDEN, with file and line
 */
export async function checkedRequirements(file: string, check: RequirementsCheck): Promise<CheckedRequirements> {
  if (file === 'requirements.txt') return checkRequirements(file, check);
  const text = await requirementsFrom(check.root, file);
  return checkText(text, { ...check, file, seen: new Set(), budget: new RequirementsBudget() });
}

/**
 * Writes down for tools what was checked, in one file: what they read is nothing that they could read otherwise.
 * @returns the file, relative to the folder
 */
export async function writeRequirements(folder: string, checked: CheckedRequirements): Promise<string> {
  const { lines, constraints } = checked;
  const [all, constraining] = [lines, constraints].map((some) => some.map((line) => `${line}\n`).join(''));
  await replaceForeignFile(join(folder, CONSTRAINTS), constraining ?? '');
  await replaceForeignFile(join(folder, FILE), `${constraints.length === 0 ? '' : `-c ${CONSTRAINTS}\n`}${all ?? ''}`);
  return FILE;
}
