import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

/** The page at `/docs` and the document behind it at `/openapi.json`. */
export function mountDocs(app: NestFastifyApplication): void {
  const description =
    'Installs automation packs: submit sources, and they are downloaded, resolved, built, registered and enabled. ' +
    'Every route but /health and /docs needs `Authorization: Bearer <token>`.';
  const config = new DocumentBuilder()
    .setTitle('Packyard')
    .setDescription(description)
    .setVersion('1')
    .addBearerAuth({ type: 'http', scheme: 'bearer' })
    .addSecurityRequirements('bearer')
    .build();
  SwaggerModule.setup('docs', app, () => SwaggerModule.createDocument(app, config), {
    jsonDocumentUrl: 'openapi.json',
  });
}
