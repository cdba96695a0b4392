export * from './account';
export * from './answer';
export * from './effectTimes';
export * from './http';
export * from './nodeHttp';
export * from './retryAfter';
export * from './runEffect';
