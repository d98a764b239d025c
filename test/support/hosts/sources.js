import { registerHooks } from 'node:module';

// Sources name each other `.js`, as they will be when they are compiled. What runs after this is not compiled.
registerHooks({
  resolve: (specifier, context, next) => {
    const isSource = specifier.startsWith('.') && context.parentURL?.endsWith('.ts');
    return next(isSource ? specifier.replace(/\.js$/, '.ts') : specifier, context);
  },
});
