export * from './effectError';
export * from './http';
export * from './nodeError';
export * from './operation';
export * from './properties';
export * from './runEffect';
export * from './step';
export * from './propertiesOf';
