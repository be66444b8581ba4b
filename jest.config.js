/** Tests run as native ES modules straight from TypeScript; types are checked by `npm run types`, not here. */
const transform = {
  '^.+\\.ts$': [
    'ts-jest',
    {
      useESM: true,
      diagnostics: false,
      tsconfig: {
        target: 'ES2023',
        module: 'ESNext',
        moduleResolution: 'Bundler',
        allowImportingTsExtensions: true,
        rewriteRelativeImportExtensions: false,
        verbatimModuleSyntax: true,
        esModuleInterop: true,
        isolatedModules: true,
      },
    },
  ],
};

/** A project's tests lie in the folder named here; `unit` is every folder that no other project names. */
export const folders = {
  contract: 'contracts',
  flow: 'flows',
  chaos: 'chaos',
  browser: 'browser',
  arch: 'arch',
};

const project = (displayName, match) => ({
  displayName,
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/\\.dist-'],
  transform,
  ...match,
});

export default {
  testTimeout: 30_000,
  projects: [
    project('unit', {
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', `<rootDir>/test/(${Object.values(folders).join('|')})/`],
    }),
    ...Object.entries(folders).map(([name, folder]) =>
      project(name, { testMatch: [`<rootDir>/test/${folder}/**/*.test.ts`] }),
    ),
  ],
};
