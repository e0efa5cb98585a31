import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { rowsOf } from '../sql';

/** In the order in which they were made. */
export const OF_EXECUTION = 'WHERE execution_id = $1 ORDER BY id';

const columnLists = new WeakMap<EntityTarget<ObjectLiteral> & object, string>();

/**
 * Rows of an entity's table, with what the entity reads of them by default. TypeORM's own `find` writes the statement anew and makes
 * each row twice, which costs several times as much as asking.
 * @param rest all that follows the name of the table
 */
export function entityRows<Row extends ObjectLiteral>(
  manager: EntityManager,
  entity: (new () => Row) & object,
  { rest, values }: { rest: string; values: readonly unknown[] },
): Promise<Row[]> {
  const { tablePath, columns } = manager.dataSource.getMetadata(entity);
  const list =
    columnLists.get(entity) ??
    columns
      .filter(({ isSelect }) => isSelect)
      .map(({ databaseName, propertyName }) => `"${databaseName}" AS "${propertyName}"`)
      .join(', ');
  columnLists.set(entity, list);
  return rowsOf<Row>(manager, `SELECT ${list} FROM "${tablePath}" ${rest}`, [...values]);
}
