export * from './account';
export * from './http';
export * from './runEffect';
