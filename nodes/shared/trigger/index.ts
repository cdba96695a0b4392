export * from './hooks';
export * from './intake';
export * from './lookout';
export * from './publishing';
export * from './registration';
export * from './scope';
export * from './unreadable';
export * from './webhook';
