export { childEnvironment, foreignEnvironment } from './child-environment';
export { CommandNotFound, type CommandResult, runCommand } from './run-command';
