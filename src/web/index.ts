export { conformanceRoutes } from './conformance.routes.ts';
export { consoleRoutes } from './console.routes.ts';
