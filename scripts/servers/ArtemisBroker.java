// SPDX-License-Identifier: Apache-2.0
// ActiveMQ Artemis as an MQTT 5 broker in one process: arguments are address, port and data folder. GET of the URL that it
// prints tells the client ids of its MQTT sessions, one a line: no look by MQTT leaves a session as it was.
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.protocol.mqtt.MQTTStateManager;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;

public final class ArtemisBroker {
  public static void main(String[] arguments) throws Exception {
    String acceptor = "tcp://" + arguments[0] + ":" + arguments[1] + "?protocols=MQTT";
    String data = arguments[2];
    ConfigurationImpl configuration = new ConfigurationImpl();
    configuration.setPersistenceEnabled(true)
        .setSecurityEnabled(false)
        .setJournalType(JournalType.NIO)
        .setJournalDirectory(data + "/journal")
        .setBindingsDirectory(data + "/bindings")
        .setLargeMessagesDirectory(data + "/large")
        .setPagingDirectory(data + "/paging")
        .setNodeManagerLockDirectory(data + "/lock")
        // A machine whose disk is nearly full is not our concern.
        .setMaxDiskUsage(-1)
        .addAcceptorConfiguration("mqtt", acceptor);
    configuration.addAddressSetting("#", new AddressSettings().setAutoCreateQueues(true).setAutoCreateAddresses(true));

    EmbeddedActiveMQ broker = new EmbeddedActiveMQ();
    broker.setConfiguration(configuration);
    broker.start();
    HttpServer teller = tellSessions(broker.getActiveMQServer(), arguments[0]);
    System.out.println("its sessions: http://" + arguments[0] + ":" + teller.getAddress().getPort() + "/");
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
      teller.stop(0);
      try {
        broker.stop();
      } catch (Exception failure) {
        failure.printStackTrace();
      }
      ended.countDown();
    }));
    System.out.println("artemis is ready");
    ended.await();
  }

  private static HttpServer tellSessions(ActiveMQServer server, String address) throws Exception {
    MQTTStateManager states = MQTTStateManager.getInstance(server);
    HttpServer teller = HttpServer.create(new InetSocketAddress(address, 0), 0);
    teller.createContext("/", exchange -> {
      StringBuilder lines = new StringBuilder();
      states.getSessionStates().keySet().forEach(id -> lines.append(id).append('\n'));
      byte[] body = lines.toString().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Connection", "close");
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    });
    teller.start();
    return teller;
  }
}
