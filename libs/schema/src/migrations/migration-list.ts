import { CreatePipeline1795437000000 } from './1795437000000-CreatePipeline';
import { CreatePacks1795437000001 } from './1795437000001-CreatePacks';
import { AddPackOutput1795500000000 } from './1795500000000-AddPackOutput';
import { ExtendTokens1795500000001 } from './1795500000001-ExtendTokens';
import { CreateRegistry1795500000002 } from './1795500000002-CreateRegistry';
import { CreatePackTest1795500000003 } from './1795500000003-CreatePackTest';
import { KeepResultOrder1795500000004 } from './1795500000004-KeepResultOrder';
import { CreateGenerations1795600000000 } from './1795600000000-CreateGenerations';
import { CreateAccounts1795600000001 } from './1795600000001-CreateAccounts';
import { KeepReplacedVersions1795600000002 } from './1795600000002-KeepReplacedVersions';
import { GrantSitePermissions1795700000000 } from './1795700000000-GrantSitePermissions';
import { KeepGrants1795700000001 } from './1795700000001-KeepGrants';
import { ShareWork1795900000000 } from './1795900000000-ShareWork';
import { RenameRetiredToArchived1795900000001 } from './1795900000001-RenameRetiredToArchived';
import { NamePrincipals1796000000000 } from './1796000000000-NamePrincipals';
import { CreateWorkerProcess1796000200000 } from './1796000200000-CreateWorkerProcess';
import { BoundTables1796000200001 } from './1796000200001-BoundTables';
import { CreateContainmentReport1796000300000 } from './1796000300000-CreateContainmentReport';
import { CreateTaskOutput1796000900000 } from './1796000900000-CreateTaskOutput';
import { CreateBundleSetting1796001400000 } from './1796001400000-CreateBundleSetting';
import { RankTasks1796001500000 } from './1796001500000-RankTasks';
import { ListExecutions1796001600000 } from './1796001600000-ListExecutions';
import { LimitTokens1796001700000 } from './1796001700000-LimitTokens';
import { KnowPersons1796001800000 } from './1796001800000-KnowPersons';
import { CreateTrust1796002000000 } from './1796002000000-CreateTrust';
import { NameIndexes1796002100000 } from './1796002100000-NameIndexes';
import { KeepTraceParent1796002200000 } from './1796002200000-KeepTraceParent';
import { CreateWebhook1796002300000 } from './1796002300000-CreateWebhook';
import { KeepContent1796002400000 } from './1796002400000-KeepContent';
import { CreateNode1796002500000 } from './1796002500000-CreateNode';
import { NameContent1796002650000 } from './1796002650000-NameContent';
import { CreateRollout1796002700000 } from './1796002700000-CreateRollout';
import { SealIndexCredentials1796002750000 } from './1796002750000-SealIndexCredentials';
import { NameExecutionPacks1796002800000 } from './1796002800000-NameExecutionPacks';
import { NumberJobs1796002850000 } from './1796002850000-NumberJobs';
import { NamePackColumns1796002860000 } from './1796002860000-NamePackColumns';
import { NamePackSources1796002870000 } from './1796002870000-NamePackSources';
import { NameActionResults1796002880000 } from './1796002880000-NameActionResults';
import { IndexConflicts1796002890000 } from './1796002890000-IndexConflicts';
import { KeepAttempts1796002900000 } from './1796002900000-KeepAttempts';
import { NameStageResults1796002910000 } from './1796002910000-NameStageResults';
import { EstimateConflicts1796002920000 } from './1796002920000-EstimateConflicts';
import { NotifyEnds1796002930000 } from './1796002930000-NotifyEnds';

/**
 * In the order in which they run. A migration that has been released is never changed, nor is its name, which a table holds.
 * Of some the name says little: ShareWork gave tasks an end without a lock on their execution, and the closing task (the
 * shares came with RankTasks); NameIndexes is about registries that sign their index; BoundTables lets old rows be removed;
 * KeepContent and NameContent are about the content store.
 */
export const MIGRATIONS = [
  CreatePipeline1795437000000,
  CreatePacks1795437000001,
  AddPackOutput1795500000000,
  ExtendTokens1795500000001,
  CreateRegistry1795500000002,
  CreatePackTest1795500000003,
  KeepResultOrder1795500000004,
  CreateGenerations1795600000000,
  CreateAccounts1795600000001,
  KeepReplacedVersions1795600000002,
  GrantSitePermissions1795700000000,
  KeepGrants1795700000001,
  ShareWork1795900000000,
  RenameRetiredToArchived1795900000001,
  NamePrincipals1796000000000,
  CreateWorkerProcess1796000200000,
  BoundTables1796000200001,
  CreateContainmentReport1796000300000,
  CreateTaskOutput1796000900000,
  CreateBundleSetting1796001400000,
  RankTasks1796001500000,
  ListExecutions1796001600000,
  LimitTokens1796001700000,
  KnowPersons1796001800000,
  CreateTrust1796002000000,
  NameIndexes1796002100000,
  KeepTraceParent1796002200000,
  CreateWebhook1796002300000,
  KeepContent1796002400000,
  CreateNode1796002500000,
  NameContent1796002650000,
  CreateRollout1796002700000,
  SealIndexCredentials1796002750000,
  NameExecutionPacks1796002800000,
  NumberJobs1796002850000,
  NamePackColumns1796002860000,
  NamePackSources1796002870000,
  NameActionResults1796002880000,
  IndexConflicts1796002890000,
  KeepAttempts1796002900000,
  NameStageResults1796002910000,
  EstimateConflicts1796002920000,
  NotifyEnds1796002930000,
];
