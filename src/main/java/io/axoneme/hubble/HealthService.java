// SPDX-License-Identifier: Apache-2.0
package io.axoneme.hubble;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse;
import grpc.health.v1.HealthOuterClass.HealthCheckResponse.ServingStatus;
import io.axoneme.hubble.proto.observer.ObserverGrpc;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** The gRPC health API, which Hubble's {@code status} asks first: who answers here, serves. */
final class HealthService extends HealthGrpc.HealthImplBase {

    @Override
    public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> client) {
        var service = request.getService();
        if (service.isEmpty() || service.equals(ObserverGrpc.SERVICE_NAME)) {
            client.onNext(HealthCheckResponse.newBuilder()
                    .setStatus(ServingStatus.SERVING)
                    .build());
            client.onCompleted();
        } else {
            client.onError(Status.NOT_FOUND
                    .withDescription("no service \"" + service + "\" here")
                    .asRuntimeException());
        }
    }
}
