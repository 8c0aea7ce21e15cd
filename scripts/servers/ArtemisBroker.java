// SPDX-License-Identifier: Apache-2.0
// ActiveMQ Artemis as an MQTT 5 broker in one process: arguments are address, port and data folder.
import java.util.concurrent.CountDownLatch;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
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
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> {
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
}
